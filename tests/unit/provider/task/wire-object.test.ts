import { wireFlag, wireObject } from "../../../../provider/task/wire-object";

test("what is undefined is not sent, and everything else is", () => {
  interface Wire {
    Zero: number;
    Empty?: string;
    No?: boolean;
    Absent?: string;
  }
  expect(wireObject<Wire>({ Zero: 0, Empty: "", No: false, Absent: undefined })).toStrictEqual({
    Zero: 0,
    Empty: "",
    No: false,
  });
});

test("every field of the API's type must be named", () => {
  interface Wire {
    A: number;
    B?: number;
  }
  // @ts-expect-error B is missing
  expect(wireObject<Wire>({ A: 1 })).toStrictEqual({ A: 1 });
});

test("a flag is 1 or 0, and nothing when nothing is said", () => {
  expect([wireFlag(true), wireFlag(false), wireFlag(undefined)]).toEqual([1, 0, undefined]);
});
