import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { CreateRequest } from "@pulumi/pulumi/proto/provider_pb";

/** Among the properties that create and update are given: whether this is a preview. */
export const PREVIEW = "__preview";

/** How a request carries properties. */
type Bag = ReturnType<CreateRequest["getProperties"]>;

/**
 * Makes the server of `@pulumi/pulumi/provider` take part in previews, as the AWS provider does. By itself it says that it
 * does not, and the engine then takes inputs for outputs, so that a change in place leaves `arn` unknown and everything
 * that depends on it looks changed.
 */
export function supportPreviews(): void {
  const { configure, create, update } = ResourceProviderService;
  const configured = configure.responseSerialize;
  configure.responseSerialize = (response) => configured(response.setSupportspreview(true));
  const toCreate = create.requestDeserialize;
  create.requestDeserialize = (bytes) => {
    const request = toCreate(bytes);
    flag(request.getProperties(), request.getPreview());
    return request;
  };
  const toUpdate = update.requestDeserialize;
  update.requestDeserialize = (bytes) => {
    const request = toUpdate(bytes);
    flag(request.getNews(), request.getPreview());
    return request;
  };
}

/** The server hands on nothing of a request but its properties, so the flag joins them. */
function flag(bag: Bag, preview: boolean): void {
  if (bag === undefined) return;
  const plain = bag.toJavaScript.bind(bag);
  bag.toJavaScript = () => ({ ...plain(), [PREVIEW]: preview });
}
