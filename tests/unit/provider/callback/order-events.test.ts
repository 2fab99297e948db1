import fc from "fast-check";
import { orderEvents } from "../../../../provider/callback/order-events";
import { parse } from "../../../../provider/callback/parse";

interface Sending {
  type?: number;
  at?: number;
  sent?: number;
  user?: string;
}

/** An event of media: `at` and `sent` are milliseconds since 1970. */
function event({ type = 201, at, sent, user = "a" }: Sending) {
  const EventInfo = { EventMsTs: at, UserId: user };
  return parse(
    JSON.stringify({ EventGroupId: Math.floor(type / 100), EventType: type, CallbackTs: sent, EventInfo }),
  );
}

test("events are ordered by when they happened, whenever they were sent", () => {
  const late = event({ at: 3000, sent: 3500 });
  const early = event({ at: 1000, sent: 9000 });
  const middle = event({ at: 2000, sent: 2500 });
  expect(orderEvents([late, early, middle])).toEqual([early, middle, late]);
});

test("events of one moment are ordered by when they were sent, then by group and type", () => {
  const media = event({ type: 201, at: 1000, sent: 2000 });
  const entered = event({ type: 103, at: 1000, sent: 2000 });
  const made = event({ type: 101, at: 1000, sent: 2000 });
  const sentFirst = event({ type: 206, at: 1000, sent: 1500 });
  expect(orderEvents([media, entered, made, sentFirst])).toEqual([sentFirst, made, entered, media]);
});

test("events without a time come last, those without a sending time at the very end", () => {
  const nothing = event({ type: 101 });
  const sentOnly = event({ sent: 1000 });
  const timed = event({ at: 253402300799999 });
  expect(orderEvents([nothing, sentOnly, timed])).toEqual([timed, sentOnly, nothing]);
});

test("of the repeats of an event the first sent stays", () => {
  const first = event({ at: 1000, sent: 1100 });
  const again = event({ at: 1000, sent: 1200 });
  const other = event({ at: 1000, sent: 1100, user: "b" });
  const kept = orderEvents([again, first, other, first, again]);
  expect(kept).toHaveLength(2);
  expect(kept).toEqual(expect.arrayContaining([first, other]));
});

test("repeats under CallbackMsTs are repeats as well", () => {
  const sent = (CallbackMsTs: number) =>
    parse(
      JSON.stringify({
        EventGroupId: 7,
        EventType: 701,
        CallbackMsTs,
        EventInfo: { EventMsTs: 1, Status: 0 },
      }),
    );
  expect(orderEvents([sent(20), sent(10)])).toEqual([sent(10)]);
});

test("files of one task in one moment are not repeats of each other", () => {
  const file = (name: string) =>
    parse(
      JSON.stringify({
        EventGroupId: 10,
        EventType: 1004,
        CallbackTs: 2,
        EventInfo: { EventMsTs: 1, TaskId: "t", Payload: { FileList: name } },
      }),
    );
  expect(orderEvents([file("a.png"), file("b.png"), file("a.png")])).toHaveLength(2);
});

test("things that hold an event each are ordered and collapsed by it", () => {
  const rows = [
    { row: 1, event: event({ at: 2000 }) },
    { row: 2, event: event({ at: 1000 }) },
    { row: 3, event: event({ at: 2000 }) },
  ];
  expect(orderEvents(rows, (row) => row.event).map(({ row }) => row)).toEqual([2, 1]);
});

test("nothing is ordered as nothing, and what is given is left as it was", () => {
  const given = [event({ at: 2 }), event({ at: 1 })];
  const before = [...given];
  expect(orderEvents([])).toEqual([]);
  orderEvents(given);
  expect(given).toEqual(before);
});

test("the order of arrival changes nothing", () => {
  const sending = fc.record(
    {
      type: fc.constantFrom(101, 103, 201, 1001),
      at: fc.integer({ min: 1, max: 3 }),
      sent: fc.integer({ min: 1, max: 3 }),
      user: fc.constantFrom("a", "b"),
    },
    { requiredKeys: [] },
  );
  const arrivals = fc
    .array(sending, { maxLength: 12 })
    .chain((sendings) =>
      fc.tuple(
        fc.constant(sendings),
        fc.shuffledSubarray(sendings, { minLength: sendings.length, maxLength: sendings.length }),
      ),
    );
  fc.assert(
    fc.property(arrivals, ([one, other]) => {
      expect(orderEvents(one.map(event))).toEqual(orderEvents(other.map(event)));
    }),
    { numRuns: 150 },
  );
});
