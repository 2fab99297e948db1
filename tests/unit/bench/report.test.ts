import { aimsTable } from "../../../bench/report";

const AIM = { id: "up", text: "time of up", seen: [1.1, 1.2, 1.3], atMost: 1.15, unit: "s" };
const HEADING = "| aim | at most | measured | met |\n| --- | --: | --: | --: |\n";

test("an aim is met by the median, and one that is not says why", () => {
  expect(aimsTable([{ ...AIM, atMost: 1.25 }], {})).toBe(
    `${HEADING}| time of up | 1.25 s | 1.20 (1.10–1.30) s | yes |`,
  );
  expect(aimsTable([AIM], { up: "the engine saves" })).toBe(
    `${HEADING}| time of up | 1.15 s | 1.20 (1.10–1.30) s | no: the engine saves |`,
  );
});

test("an aim without its reason is seen", () => {
  expect(aimsTable([AIM], {})).toContain('| no: reasons.json has none for "up" |');
  expect(aimsTable([AIM])).toContain("| no |");
});

test("an aim of nothing at all is met by nothing", () => {
  expect(aimsTable([{ ...AIM, seen: [0, 0], atMost: 0, unit: "" }], {})).toBe(
    `${HEADING}| time of up | 0 | 0 | yes |`,
  );
  expect(aimsTable([{ ...AIM, seen: [0, 1, 2], atMost: 0, unit: "" }])).toContain("| 0 | 1 (0–2) | no |");
});
