/** The one account of the emulator, as COS writes an owner. */
export const OWNER = { ID: "qcs::cam::uin/100000000001:uin/100000000001", DisplayName: "100000000001" };
