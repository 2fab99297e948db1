import { textTable } from "../../../../provider/command-line/text-table";

test("columns are as wide as they need to be, and no line ends in spaces", () => {
  expect(
    textTable(
      ["event", "right"],
      [
        ["signed", "yes"],
        ["none", ""],
      ],
    ),
  ).toBe("event   right\n------  -----\nsigned  yes\nnone\n");
});
