import { refusal } from "../../../../provider/rooms/refusal";
import { InputError } from "../../../../provider/trtc/errors";

test("a refusal is an InputError that prints its sentence and no stack", () => {
  const error = refusal("rooms.yaml does not exist");
  expect(error).toBeInstanceOf(InputError);
  expect([error.message, error.stack]).toEqual([
    "rooms.yaml does not exist",
    "InputError: rooms.yaml does not exist",
  ]);
});
