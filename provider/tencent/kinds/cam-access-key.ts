import type {
  CreateAccessKeyRequest,
  DeleteAccessKeyRequest,
  ListAccessKeysRequest,
  UpdateAccessKeyRequest,
} from "tencentcloud-sdk-nodejs/tencentcloud/services/cam/v20190116/cam_models";
import { UnfinishedError } from "../../resource/kind";
import type { ResourceKind } from "../../resource/kind";
import { isBag } from "../../resource/schema";
import type { Bag, ObjectProperty } from "../../resource/schema";
import { operationBudget } from "../../trtc/attempt";
import type { ApiClient } from "../../trtc/client";
import type { Clock } from "../../trtc/clock";
import { CredentialsError, mayHaveTakenEffect, UnknownOutcomeError } from "../../trtc/errors";
import type { CosClient } from "../cos-client";
import { COS_REGIONS } from "./cos-bucket";
import { uinOf } from "./named";
import { unlessGone } from "./unless-gone";

/** The arguments of an access key. */
const camAccessKeySchema: ObjectProperty = {
  type: "object",
  additionalProperties: false,
  required: ["userName"],
  properties: {
    userName: {
      type: "string",
      minLength: 1,
      changes: "replaces",
      allowed: "the name of a sub-user",
      cure: "hand on the name of a CamUser",
      page: "https://www.tencentcloud.com/document/product/598/40489",
    },
    status: {
      type: "string",
      enum: ["Active", "Inactive"],
      default: "Active",
      changes: "updates",
      cure: "choose one",
    },
    waitForWrite: {
      type: "object",
      additionalProperties: false,
      required: ["bucket", "region", "folder"],
      properties: {
        bucket: {
          type: "string",
          minLength: 1,
          changes: "settles",
          allowed: "the whole name of a COS bucket",
          cure: "hand on the bucket of a CosBucket",
        },
        region: { type: "string", enum: COS_REGIONS, changes: "settles", cure: "give the bucket's region" },
        folder: {
          type: "string",
          changes: "settles",
          allowed: 'what the keys start with, such as "slices/"',
          cure: "give a folder that the key may write to",
        },
      },
      cure: "say where the key will be able to write",
    },
  },
};

// the name and not the uin: it stays known in the preview of a change, and so the key does not seem to be replaced by it
interface CamAccessKeyInputs {
  userName: string;
  status: "Active" | "Inactive";
  waitForWrite?: { bucket: string; region: string; folder: string };
}

interface CamAccessKeyState extends CamAccessKeyInputs {
  uin: number;
  accessKeyId: string;
  secretAccessKey: string;
}

export interface CamAccessKeyParts {
  cam: ApiClient;
  /** COS with the new key. */
  cosWith(key: { secretId: string; secretKey: string }): Pick<CosClient, "mayWrite">;
  clock: Clock;
  /** A text of letters and digits that no other key has. */
  nonce(): string;
  /** Says what takes long. */
  report(message: string): void;
}

/** A new key, and what it may do, is known everywhere within this time. No page gives a figure. */
const PROPAGATION_MS = 60_000;
const PROPAGATION_POLL_MS = 2_000;
const CREATE_TRIES = 3;

/** A long-lived key of a sub-user. */
export function camAccessKey({
  cam,
  cosWith,
  clock,
  nonce,
  report,
}: CamAccessKeyParts): ResourceKind<CamAccessKeyInputs, CamAccessKeyState> {
  return {
    resource: "CamAccessKey",
    schema: camAccessKeySchema,
    rules: [],

    async create(inputs) {
      const { status } = inputs;
      const uin = await uinOf(cam, inputs.userName, operationBudget());
      // what tells this key from one that is made at the same time
      const description = `pulumi-trtc/${nonce()}`;
      const key = await createKey(uin, description);
      try {
        // an internal error is tried again by the client, and may have made a key all the same
        await deleteLost({ uin, description, except: key.accessKeyId });
        if (status === "Inactive") await setStatus({ uin, ...key }, status);
        else await untilItWrites({ ...inputs, ...key });
      } catch (error) {
        // the secret is never shown again: the key must get into state
        const cause = error instanceof Error ? error : new Error(String(error));
        throw new UnfinishedError(key.accessKeyId, { uin, ...key }, cause);
      }
      return { id: key.accessKeyId, outputs: { uin, ...key } };
    },

    async read(_id, { uin, accessKeyId }) {
      const keys = await keysOf(uin);
      const key = keys.find((one) => one["AccessKeyId"] === accessKeyId);
      return key && { status: key["Status"] };
    },

    async update(_id, state, inputs, changed) {
      if (changed.has("status")) await setStatus(state, inputs.status);
      // a key that was not finished: else another user would have replaced it
      if (changed.has("userName") && inputs.status === "Active") await untilItWrites({ ...state, ...inputs });
    },

    delete: (_id, { uin, accessKeyId }) => deleteKey({ uin, accessKeyId }),
  };

  /** Creates until the secret is known: a key whose answer got lost is of no use to anyone, and is deleted. */
  async function createKey(uin: number, description: string): Promise<Key> {
    const budget = operationBudget();
    for (let tries = 1; ; tries++) {
      try {
        const { AccessKey: key } = await cam.call({
          action: "CreateAccessKey",
          params: { TargetUin: uin, Description: description } satisfies CreateAccessKeyRequest,
          repeatable: false,
          budget,
        });
        return keyOf(key);
      } catch (error) {
        if (!mayHaveTakenEffect(error)) throw error;
        await deleteLost({ uin, description });
        if (tries === CREATE_TRIES) throw error;
      }
    }
  }

  async function keysOf(uin: number): Promise<Bag[]> {
    const response = await unlessGone(
      cam.call({
        action: "ListAccessKeys",
        params: { TargetUin: uin } satisfies ListAccessKeysRequest,
        repeatable: true,
        budget: operationBudget(),
      }),
    );
    const keys = response?.["AccessKeys"];
    return Array.isArray(keys) ? keys.filter(isBag) : [];
  }

  async function deleteLost({ uin, description, except }: LostKeys): Promise<void> {
    for (const key of await keysOf(uin)) {
      const accessKeyId = key["AccessKeyId"];
      if (key["Description"] === description && typeof accessKeyId === "string" && accessKeyId !== except)
        await deleteKey({ uin, accessKeyId });
    }
  }

  async function deleteKey({ uin, accessKeyId }: KeyOfUser): Promise<void> {
    // the console deletes disabled keys only; whether the API does so is on no page
    await unlessGone(setStatus({ uin, accessKeyId }, "Inactive"));
    await unlessGone(
      cam.call({
        action: "DeleteAccessKey",
        params: { AccessKeyId: accessKeyId, TargetUin: uin } satisfies DeleteAccessKeyRequest,
        repeatable: true,
        budget: operationBudget(),
      }),
    );
  }

  async function setStatus({ uin, accessKeyId }: KeyOfUser, status: "Active" | "Inactive"): Promise<void> {
    await cam.call({
      action: "UpdateAccessKey",
      params: { AccessKeyId: accessKeyId, Status: status, TargetUin: uin } satisfies UpdateAccessKeyRequest,
      repeatable: true,
      budget: operationBudget(),
    });
  }

  /** A new key is not known everywhere at once: what is handed on works. */
  async function untilItWrites({
    accessKeyId,
    secretAccessKey,
    waitForWrite,
  }: Key & CamAccessKeyInputs): Promise<void> {
    if (waitForWrite === undefined) return;
    const { bucket, region, folder } = waitForWrite;
    const cos = cosWith({ secretId: accessKeyId, secretKey: secretAccessKey });
    const giveUpAt = clock.now() + PROPAGATION_MS;
    let told = false;
    while (!(await cos.mayWrite({ bucket, region }, folder, operationBudget()))) {
      if (clock.now() >= giveUpAt)
        throw new CredentialsError(
          `the new key still may not write to ${folder}* of bucket ${bucket} after ${PROPAGATION_MS / 1000} s: check that ` +
            `its user has a policy that allows it, and run pulumi up again`,
        );
      if (!told) report(`waiting until the new key may write to bucket ${bucket}`);
      told = true;
      await clock.sleep(PROPAGATION_POLL_MS);
    }
  }
}

interface LostKeys {
  uin: number;
  description: string;
  /** The key that was made in the end. */
  except?: string;
}

type KeyOfUser = Pick<CamAccessKeyState, "uin" | "accessKeyId">;
type Key = Pick<CamAccessKeyState, "accessKeyId" | "secretAccessKey">;

function keyOf(answer: unknown): Key {
  const [accessKeyId, secretAccessKey] = isBag(answer)
    ? [answer["AccessKeyId"], answer["SecretAccessKey"]]
    : [];
  if (typeof accessKeyId === "string" && typeof secretAccessKey === "string")
    return { accessKeyId, secretAccessKey };
  throw new UnknownOutcomeError("CreateAccessKey: the answer holds no key: run it again", {
    action: "CreateAccessKey",
    code: "UnreadableAnswer",
  });
}
