import { UnfinishedError } from "../../../../provider/resource/kind";
import { GoneError, TrtcError } from "../../../../provider/trtc/errors";

test("an unfinished create says what its cause said, and holds what was made", () => {
  const cause = new GoneError("the policy is gone", { code: "ResourceNotFound" });
  const error = new UnfinishedError("AKIDnew", { accessKeyId: "AKIDnew" }, cause);
  expect(error.message).toBe("the policy is gone");
  expect(error.name).toBe("UnfinishedError");
  expect(error.id).toBe("AKIDnew");
  expect(error.outs).toEqual({ accessKeyId: "AKIDnew" });
  expect(error.cause).toBe(cause);
});

test("it is no failure of a call: it is caught by its own class alone", () => {
  const error = new UnfinishedError("id", {}, new Error("said"));
  expect(error).toBeInstanceOf(Error);
  expect(error).not.toBeInstanceOf(TrtcError);
});

test("a secret among what was made is in neither its message nor its stack", () => {
  const error = new UnfinishedError("id", { secretAccessKey: "planted-secret" }, new Error("still refused"));
  expect(`${error}\n${error.stack}`).not.toContain("planted");
});
