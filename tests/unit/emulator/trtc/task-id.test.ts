import { newTaskId } from "../../../../emulator/src/trtc/task-id";

test("a TaskId looks like the vendor's: begins with -, has a +, ends in . or ..", () => {
  const ids = Array.from({ length: 200 }, () => newTaskId());
  for (const id of ids) expect(id).toMatch(/^-[A-Za-z0-9+-]*\+[A-Za-z0-9+-]*\.{1,2}$/);
  expect(new Set(ids).size).toBe(200);
  expect(new Set(ids.map((id) => /\.+$/.exec(id)?.[0]))).toEqual(new Set([".", ".."]));
});
