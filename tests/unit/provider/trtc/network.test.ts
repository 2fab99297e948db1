import { inTime, isLoopback, UNREACHABLE } from "../../../../provider/trtc/network";

test.each([
  ["http://127.0.0.1:4577", true],
  ["http://127.8.0.1", true],
  ["https://localhost:1", true],
  ["http://[::1]:4577", true],
  ["http://127.0.0.1.example.com", false],
  ["https://trtc.tencentcloudapi.com", false],
])("%s is on this machine: %p", (url, expected) => {
  expect(isLoopback(new URL(url))).toBe(expected);
});

test.each([
  ["connect ECONNREFUSED 127.0.0.1:9", "ECONNREFUSED"],
  ["getaddrinfo ENOTFOUND cos.example", "ENOTFOUND"],
  ["self-signed certificate in certificate chain", "self-signed certificate"],
  ["read ECONNRESET", undefined],
])("%s says of the connection that it was never made: %p", (message, said) => {
  expect(UNREACHABLE.exec(message)?.[0]).toBe(said);
});

test("an answer in its time is handed on, and so is an error", async () => {
  await expect(inTime(Promise.resolve("answer"), 1_000)).resolves.toBe("answer");
  await expect(inTime(Promise.reject(new Error("refused")), 1_000)).rejects.toThrow(new Error("refused"));
});

test("an answer that does not come is a time-out, also when it fails later", async () => {
  jest.useFakeTimers();
  let fail: (reason: Error) => void = () => undefined;
  const answer = new Promise<never>((_, reject) => (fail = reject));
  const late = expect(inTime(answer, 1_500)).rejects.toThrow(new Error("ETIMEDOUT"));
  jest.advanceTimersByTime(1_500);
  await late;
  fail(new Error("too late"));
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});
