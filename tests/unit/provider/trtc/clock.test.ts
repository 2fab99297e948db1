import { isoTime, systemClock } from "../../../../provider/trtc/clock";

test("times are written as ISO 8601 in UTC", () => {
  expect(isoTime(0)).toBe("1970-01-01T00:00:00.000Z");
  expect(isoTime(1_700_000_000_123)).toBe("2023-11-14T22:13:20.123Z");
});

describe("the system clock", () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: 1_700_000_000_000 });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test("gives the time of day and sleeps for as long as it is told", async () => {
    expect(systemClock.now()).toBe(1_700_000_000_000);
    let awake = false;
    const sleep = systemClock.sleep(500).then(() => {
      awake = true;
    });
    await jest.advanceTimersByTimeAsync(499);
    expect(awake).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    await sleep;
    expect(awake).toBe(true);
    expect(systemClock.now()).toBe(1_700_000_000_500);
  });
});
