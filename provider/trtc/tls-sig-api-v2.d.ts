/** The vendor ships no types for its UserSig package. */
declare module "tls-sig-api-v2" {
  export class Api {
    constructor(sdkAppId: number, secretKey: string);
    genPrivateMapKey(userId: string, expire: number, roomId: number, privilegeMap: number): string;
    genPrivateMapKeyWithStringRoomID(
      userId: string,
      expire: number,
      roomId: string,
      privilegeMap: number,
    ): string;
    genUserSig(userId: string, expireSeconds: number): string;
  }
}
