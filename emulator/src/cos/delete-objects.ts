import type { CosContext, CosOperation } from "./call";
import { contentMd5Fault } from "./content-md5";
import { cosError } from "./errors";
import { asRecord, elementsOf, readXml, writeXml } from "./xml";
import type { XmlNode } from "./xml";

const MAX_OBJECTS = 1000;

interface ObjectToDelete {
  readonly key: string;
  readonly versionId: string | undefined;
}

function objectsOf(request: Record<string, unknown>): readonly ObjectToDelete[] | "MalformedXML" {
  const objects: ObjectToDelete[] = [];
  for (const { Key, VersionId } of elementsOf(request, "Object").map(asRecord)) {
    if (typeof Key !== "string" || Key === "") return "MalformedXML";
    objects.push({ key: Key, versionId: typeof VersionId === "string" && VersionId ? VersionId : undefined });
  }
  return objects.length === 0 || objects.length > MAX_OBJECTS ? "MalformedXML" : objects;
}

/** What became of one object, as an element of the answer. */
interface Outcome {
  readonly deleted?: XmlNode;
  readonly error?: XmlNode;
}

function outcomeOf({ key, versionId }: ObjectToDelete, bucket: string, context: CosContext): Outcome {
  const named = { Key: key, VersionId: versionId };
  if (!context.may("name/cos:DeleteObject", key)) {
    const { code, message } = cosError("AccessDenied");
    return { error: { ...named, Code: code, Message: message } };
  }
  const gone = context.store.delete({ bucket, key, versionId });
  if (gone === undefined || !("deleteMarker" in gone)) return { deleted: named };
  return { deleted: { ...named, DeleteMarker: true, DeleteMarkerVersionId: gone.versionId } };
}

/**
 * DELETE Multiple Objects: https://www.tencentcloud.com/document/product/436/8289; Content-MD5 is required there. Each object
 * asks for the permission to delete it.
 */
export const deleteMultipleObjects: CosOperation = ({ address, headers, body }, context) => {
  const { bucket } = address;
  if (context.store.bucket(bucket) === undefined) return "NoSuchBucket";
  const fault = contentMd5Fault(headers["content-md5"] ?? "", body);
  if (fault !== undefined) return fault;
  const request = asRecord(readXml(body.toString())?.["Delete"]);
  const objects = objectsOf(request);
  if (typeof objects === "string") return objects;
  const outcomes = objects.map((object) => outcomeOf(object, bucket, context));
  const DeleteResult = {
    Deleted: request["Quiet"] === "true" ? [] : outcomes.map(({ deleted }) => deleted),
    Error: outcomes.map(({ error }) => error),
  };
  return { status: 200, body: writeXml({ DeleteResult }) };
};
