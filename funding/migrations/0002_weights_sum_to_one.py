
import django.db.models.expressions
import django.db.models.lookups
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('funding', '0001_initial'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='scale',
            name='scale_weights_sum_to_one',
        ),
        migrations.AddConstraint(
            model_name='scale',
            constraint=models.CheckConstraint(condition=django.db.models.lookups.Exact(django.db.models.expressions.CombinedExpression(models.F('qpv_weight'), '+', models.F('distance_weight')), Decimal('1')), name='scale_weights_sum_to_one', violation_error_message='Les deux poids doivent totaliser 1.'),
        ),
    ]
