/* The number that a person typed, or null when the text is not one or reads two ways: what `documents/typed_numbers.py`
   reads, tested on the same cases (tests/documents/typed_numbers.json). The server alone decides. */

const WRITTEN = /^([+-]?) ?([0-9](?:[0-9., ]*[0-9])?) ?([^0-9., ][^0-9]*)?$/;
const GROUPED = { " ": /^[1-9]\d{0,2}( \d{3})+$/, ".": /^[1-9]\d{0,2}(\.\d{3})+$/, ",": /^[1-9]\d{0,2}(,\d{3})+$/ };
const SAME_UNIT = { euro: "€", eur: "€", "pour cent": "%", pourcent: "%", kilometre: "km" };
const LONGEST = 40;

export function readNumber(text, places, unit = "") {
  const shown = text.replace(/[\s\u2007\u2060]+/g, " ").trim().replace("\u2212", "-");
  const written = shown.length <= LONGEST ? WRITTEN.exec(shown) : null;
  if (!written || (written[3] && !(unit && plainUnit(written[3]) === plainUnit(unit)))) return null;
  const readings = readingsOf(written[2], places);
  if (readings.length !== 1 || (readings[0].split(".")[1] ?? "").replace(/0+$/, "").length > places) return null;
  return Number(written[1] + readings[0]);
}

function readingsOf(figures, places) {
  const whole = wholeOf(figures, [" ", ".", ","]);
  const parts = /^(.+)([.,])(\d+)$/.exec(figures);
  if (!parts || (whole !== null && figures.split(parts[2]).length > 2)) return whole === null ? [] : [whole];
  const before = wholeOf(parts[1], [" ", ".", ","].filter((sign) => sign !== parts[2]));
  const decimal = before === null ? null : `${before}.${parts[3]}`;
  if (whole === null || decimal === null) return decimal === null ? [] : [decimal];
  if (parts[2] === ".") return places < 3 ? [whole] : [whole, decimal];
  return places < 3 ? [whole, decimal] : [decimal];
}

function wholeOf(figures, separators) {
  const separator = separators.find((sign) => GROUPED[sign].test(figures));
  const digits = separator ? figures.replaceAll(separator, "") : figures;
  return /^\d+$/.test(digits) ? digits : null;
}

function plainUnit(text) {
  const word = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/^[ .]+|[ .]+$/g, "").replace(/s$/, "");
  return SAME_UNIT[word] ?? word;
}
