/** What check refuses although the service, as its pages have it, would not. */
export interface Stricter {
  problem: RegExp;
  reason: string;
}

/** Of every kind. */
export const STRICTER: readonly Stricter[] = [
  { problem: /^sdkAppId is \d+,/, reason: "a UserSig and its user buffer hold 32 bits of SdkAppId" },
  {
    problem: /^region is "ap-tokyo",/,
    reason:
      "ingest and relay run in regions of which this package has no tested way to take a robot out of its room",
  },
  { problem: /^userSigExpire is /, reason: "signed here: the service sees only the signature" },
  { problem: /^on(Exit|HandleExpired) is /, reason: "a word of this package, not sent" },
  { problem: /^sdkSecretKey is /, reason: "signs here, not sent" },
  { problem: /^userSig is /, reason: "read before it is sent: whose it is, and until when" },
  {
    problem: /^privateMapKey is /,
    reason: "read before it is sent: whose it is, for which room, until when",
  },
  { problem: /^storage\.readForMp4 is /, reason: "a word of this package, not sent" },
  { problem: /^storage\.(bucket|region) is ".{33,}",/, reason: "no store has names of this length" },
  {
    problem: /^storage\.bucket is "[a-z0-9-]+-\d{1,7}",/,
    reason: "an APPID has at least 8 digits: a name that ends in a number still lacks it",
  },
  { problem: / is not an argument,/, reason: "a misspelt argument would be dropped without a word" },
  { problem: / is "",/, reason: "an empty text counts as none" },
  {
    problem: / is ("no such word"|7|a list of 1|an object), allowed is "/,
    reason: "a word without a number on the wire would not be sent",
  },
  {
    problem: / is (7|"text"|a text of 4 characters|a list of 1), allowed is an object with /,
    reason: "what is no object has no fields to send",
  },
  {
    problem: / is (7|an object), allowed is a list of /,
    reason: "what is no list has no items to send",
  },
  {
    problem: / is .+, allowed is true or false:/,
    reason: "a flag that is sent as a number could come from anything",
  },
  {
    problem: / is ("text"|a list of \d+), allowed is a list of (at most 32 )?user ids:/,
    reason: "a text would fall apart into its letters; repetitions are sent once",
  },
];

/** Of one kind, by its resource. */
export const STRICTER_OF: Readonly<Record<string, readonly Stricter[]>> = {
  CloudRecordingTask: [
    {
      problem: /^storage\.endpointUrl is .+ with vendor "cos":/,
      reason: "only a store that speaks S3 has an address of its own",
    },
    {
      problem: /^recordParams\.avMerge is (true|false), allowed is nothing with recordMode "mixed":/,
      reason: "without effect, not sent",
    },
    {
      problem: /^recordParams\.outputFormat is "[a-z0-9+]+", allowed is nothing with vod:/,
      reason: "without effect: VOD has its own",
    },
    {
      problem: /\.waterMark(Image|Char|Timestamp) is given, allowed is nothing with waterMarkType "/,
      reason: "without effect beside another type of mark",
    },
    {
      problem: / is (1921|4294967296),/,
      reason: "no page says an end: no canvas, and no field, is so large",
    },
    { problem: /^vod\.subAppId is 0,/, reason: "no application has the number 0" },
  ],
  CloudModerationTask: [
    {
      problem: /^moderationParams\.moderationSupplierParam is given,/,
      reason: "an account without a supplier that it is with is without effect",
    },
    {
      problem:
        /^moderationParams\.moderationSupplierParam\.secret(Id|Key) is (missing|a secret of 0 characters),/,
      reason: "no supplier answers without a key",
    },
  ],
  StreamIngestTask: [
    { problem: /^seekSecond is 4294967296,/, reason: "no page says an end, and no film is so long" },
  ],
  PublishCdnStreamTask: [
    {
      problem: /^publishCdnParams\.\d+\.publishCdnUrl is the same as /,
      reason: "two pushes to one address push each other out",
    },
    {
      problem: /^(videoParams|seiParams|audioParams\.\w+) is given with withTranscoding false,/,
      reason: "without effect, not sent: one stream is relayed as it is",
    },
    {
      problem: /^singleSubscribeParams is given with withTranscoding true,/,
      reason: "without effect, not sent: all streams are mixed",
    },
    {
      problem: /^videoParams\.layoutParams\.\w+ is given with mixLayoutMode /,
      reason: "without effect with another layout",
    },
    {
      problem: /\.waterMark(Image|Text) is given with waterMarkType /,
      reason: "without effect beside another type of mark",
    },
    {
      problem: /\.transparentUrl is given with renderMode /,
      reason: "without effect with another way to fill the place",
    },
    { problem: /\.payloadUuid is given with payloadType \d+,/, reason: "without effect with another type" },
    {
      problem: /\.waterMarkList\.\d+\..+ is (0|1921),/,
      reason: "no page says a range: a mark without a size is none, and no canvas is so large",
    },
    {
      problem: /\.mixLayoutList\.\d+ is .+, allowed is a place on the canvas:/,
      reason: "what is no object has no fields to send, and a place wants none",
    },
    {
      problem: /\.userInfo\.roomId is (a list of 1|an object),/,
      reason: "the wire has a text for any value",
    },
  ],
  CloudTranscriptionTask: [
    {
      problem: /^translationParam\.targetLang is (missing|a list of 0),/,
      reason: "a translation into no language is none",
    },
  ],
};
