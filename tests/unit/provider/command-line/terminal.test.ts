import { askHidden } from "../../../../provider/command-line/terminal";
import { fakeTerminal } from "./fake-terminal";

test("what is typed until Enter is answered, and only the question is shown", async () => {
  const terminal = fakeTerminal({ typed: "planted\bdKey1\r" });
  expect(await askHidden(terminal, "Callback key: ")).toBe("plantedKey1");
  expect([terminal.out(), terminal.err()]).toEqual(["", "Callback key: \n"]);
});

test.each([
  ["Ctrl-C", "planted\u0003"],
  ["Ctrl-D", "\u0004"],
])("%s answers nothing", async (_, typed) => {
  const terminal = fakeTerminal({ typed });
  expect(await askHidden(terminal, "Callback key: ")).toBeUndefined();
  expect(terminal.err()).toBe("Callback key: \n");
});
