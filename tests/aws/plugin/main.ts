import { main } from "@pulumi/pulumi/provider";
import { supportPreviews } from "./preview";
import { provider } from "./provider";

supportPreviews();
void main(provider, process.argv.slice(2));
