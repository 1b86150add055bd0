"""Open data: what is given out, exactly as described, version by version, and never a figure of a named centre."""

import csv
import json
from datetime import date
from io import StringIO

import pytest
from jsonschema import Draft202012Validator

from centres.models import Centre
from crpv.models import Publication, PublicationFile
from crpv.opendata.datasets import DATA_SETS
from funding.rounds import services as rounds
from tests.crpv.publications.making import correct, data_files_of, report
from tests.factories import CentreFactory
from tests.funding.conftest import make_scale

READERS = {
    "string": str,
    "integer": int,
    "number": float,
    "boolean": {"true": True, "false": False}.__getitem__,
    "date": date.fromisoformat,
}
FILES = {
    "centres": "/donnees/centres",
    "changements": "/donnees/changements",
    "indicateurs": "/donnees/2023/indicateurs",
    "ventilations": "/donnees/2023/ventilations",
    "financement": "/donnees/2025/financement",
}


def rows_of(answer):
    """The rows of a CSV, each text read by the type that the Table Schema gives its column; blanks are None."""
    return list(csv.DictReader(StringIO(answer.content.decode())))


@pytest.mark.parametrize(("name", "address"), FILES.items())
class TestEveryFile:
    def test_a_csv_follows_its_table_schema(self, client, world, name, address):
        answer, schema = client.get(f"{address}.csv"), client.get(f"/donnees/schemas/{name}.json").json()
        rows = rows_of(answer)
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        assert rows
        assert list(rows[0]) == [field["name"] for field in schema["fields"]]
        for row in rows:
            for field in schema["fields"]:
                check(field, row[field["name"]])
        keys = [tuple(row[column] for column in schema["primaryKey"]) for row in rows]
        assert len(set(keys)) == len(keys)

    def test_a_json_says_the_same_with_true_types(self, client, world, name, address):
        rows = client.get(f"{address}.json").json()
        Draft202012Validator({"type": "array", "items": DATA_SETS[name].json_schema()}).validate(rows)
        assert len(rows) == len(rows_of(client.get(f"{address}.csv")))

    def test_what_has_not_changed_is_not_sent_again(self, client, world, name, address):
        first = client.get(f"{address}.csv")
        again = client.get(f"{address}.csv", headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        assert first["Access-Control-Allow-Origin"] == "*"

    def test_strangers_read_and_nobody_writes(self, client, world, name, address):
        assert (client.get(f"{address}.csv").status_code, client.post(f"{address}.csv").status_code) == (200, 405)


def check(field, text):
    limits = field["constraints"]
    assert text or not limits["required"], field["name"]
    if text:
        READERS[field["type"]](text)
        assert text in limits.get("enum", [text])


SCHEMA_OF_SCHEMAS = {
    "type": "object",
    "required": ["fields", "primaryKey"],
    "properties": {
        "fields": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["name", "type"],
                "properties": {
                    "name": {"type": "string", "pattern": "^[a-z_]+$"},
                    "type": {"enum": [*READERS]},
                    "constraints": {
                        "type": "object",
                        "properties": {
                            "required": {"type": "boolean"},
                            "enum": {"type": "array", "minItems": 1},
                            "pattern": {"type": "string"},
                        },
                        "additionalProperties": False,
                    },
                },
            },
        },
        "primaryKey": {"type": "array", "items": {"type": "string"}},
        "missingValues": {"type": "array", "items": {"type": "string"}},
    },
}


@pytest.mark.parametrize("name", DATA_SETS)
def test_each_schema_is_a_table_schema(client, db, name):
    Draft202012Validator(SCHEMA_OF_SCHEMAS).validate(client.get(f"/donnees/schemas/{name}.json").json())


class TestVersions:
    def test_a_version_never_changes_whatever_the_data_below_become(self, client, world, ici):
        before = client.get("/donnees/2023/v1/indicateurs.csv")
        second = correct(Publication.objects.get(year=2023), actor=world.national, is_public=True, files=data_files_of)
        form = ici.collections.select_related("campaign").get(campaign__year=2023)
        report(form, 999)

        after = client.get("/donnees/2023/v1/indicateurs.csv")
        assert (after.content, after["ETag"]) == (before.content, before["ETag"])
        assert "immutable" in after["Cache-Control"]
        assert (
            client.get("/donnees/2023/indicateurs.csv").content
            == client.get("/donnees/2023/v2/indicateurs.csv").content
        )
        assert client.get("/donnees/2023/indicateurs.csv?version=1").content == before.content
        assert {row["version"] for row in rows_of(client.get("/donnees/2023/indicateurs.csv"))} == {str(second.version)}

    def test_a_date_tells_when_it_came_out(self, client, world):
        answer = client.get("/donnees/2023/indicateurs.csv")
        again = client.get("/donnees/2023/indicateurs.csv", headers={"If-Modified-Since": answer["Last-Modified"]})
        assert again.status_code == 304

    def test_the_journal_tells_each_publication_and_each_correction(self, client, world):
        correct(Publication.objects.get(year=2023), actor=world.national, is_public=True, reason="Erreur.")
        told = [
            (row["jeu"], row["annee"], row["version"], row["nature"], row["motif"], row["en_vigueur"])
            for row in client.get("/donnees/changements.json").json()
        ]
        assert told == [
            ("financement", 2025, 1, "publication", None, True),
            ("indicateurs", 2023, 2, "correction", "Erreur.", True),
            ("indicateurs", 2023, 1, "publication", None, False),
        ]


class TestWhatStaysInside:
    @pytest.mark.parametrize(
        "address",
        [
            "2024/indicateurs.csv", "2024/v1/indicateurs.csv", "2024/indicateurs.csv?version=1", "2050/indicateurs.csv",
            "2026/financement.csv", "2023/indicateurs.csv?version=2", "2023/indicateurs.csv?version=x", "autre.csv",
            "2023/centres.csv", "schemas/autre.json", "indicateurs.csv",
        ],
    )  # fmt: skip
    def test_what_is_not_public_does_not_exist(self, client, world, address):
        assert client.get(f"/donnees/{address}").status_code == 404

    def test_no_file_of_a_dashboard_names_a_centre(self, client, world):
        """§1.10: the figures of a centre are read by its own; everybody reads aggregates."""
        kept = PublicationFile.objects.filter(publication__year=2023)
        assert kept.count() == 7
        told = b"".join(bytes(one.content) for one in kept if not one.name.endswith("xlsx")).decode()
        named = Centre.objects.exclude(slug="paris")  # a sentence says why Paris is out of the sums
        assert [one.usual_name for one in named if one.usual_name in told] == []

    def test_a_draft_exercise_is_not_given_out(self, client, world):
        rounds.prepare(2026, make_scale(), actor=world.national)
        assert client.get("/donnees/2026/financement.csv").status_code == 404

    @pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@a", "\t=1", "=cmd|' /C calc'!A0"])
    def test_what_a_person_typed_is_never_a_formula(self, client, world, name):
        CentreFactory(slug="piege", usual_name=name)
        row = next(row for row in rows_of(client.get("/donnees/centres.csv")) if row["centre"] == "piege")
        assert row["nom"].startswith("'")


class TestTheCatalogue:
    def test_what_has_no_version_is_not_read_aloud_as_version_zero(self, client, world):
        assert "version 0" not in client.get("/donnees/").content.decode()

    def test_every_resource_can_be_taken(self, client, world):
        package = client.get("/donnees/catalogue.json").json()
        assert package["licenses"][0]["name"] == "etalab-2.0"
        names = {one["name"] for one in package["resources"]}
        assert names == {
            "centres", "changements", "indicateurs-2023-v1", "ventilations-2023-v1", "financement-2025-v1",
        }  # fmt: skip
        for one in package["resources"]:
            assert client.get(one["path"]).status_code == 200
            assert json.loads(client.get(one["schema"]).content)["name"] == one["name"].split("-")[0]

    @pytest.mark.parametrize("count", [1, 3])
    @pytest.mark.parametrize(
        ("address", "queries"),
        [("", 4), ("catalogue.json", 2), ("centres.csv", 3), ("2023/indicateurs.csv", 2), ("2025/financement.csv", 1)],
    )
    def test_a_page_costs_the_same_whatever_the_network(
        self, client, world, django_assert_num_queries, address, queries, count
    ):
        CentreFactory.create_batch(count)
        with django_assert_num_queries(queries):
            assert client.get(f"/donnees/{address}").status_code == 200
