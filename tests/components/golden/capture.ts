/** Everything that a program tells the engine, as one value that a file can hold and a person can review. */
import * as pulumi from "@pulumi/pulumi";
import type { Alias } from "@pulumi/pulumi/proto/alias_pb";
import type { RegisterResourceOutputsRequest, RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { recordConfig } from "../../recordConfig";
import { type Fields, nameOf, placeOf, plain } from "./plain";
import { type Golden, type Registration, shortened } from "./shorten";

interface Monitor {
  registerResource(request: RegisterResourceRequest, answer: (error: unknown, response?: unknown) => void): void;
  registerResourceOutputs(request: RegisterResourceOutputsRequest, answer: (error: unknown) => void): void;
}

/** Runs the program with a stack config and keeps all that it registers. */
export async function capture(config: Record<string, string>, secretKeys: string[] = []): Promise<Golden> {
  const program = require("../../../index") as () => Promise<unknown>;
  const found = new Map<string, Registration>();
  const versions = new Map<string, string>();
  const watched = async (): Promise<unknown> => {
    watch(found, versions);
    return program();
  };
  await recordConfig(config, secretKeys, watched);
  return shortened(found, versions);
}

/** Listens between the program and the stand-in for the engine, after the program's own transforms. */
function watch(found: Map<string, Registration>, versions: Map<string, string>): void {
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  const { registerResource, registerResourceOutputs } = monitor;
  monitor.registerResource = (request, answer) =>
    registerResource(request, (error, response) => {
      const answered = response as { getUrn(): string; getObject(): { toJavaScript(): Fields } } | undefined;
      if (answered !== undefined) {
        const { versionId } = answered.getObject().toJavaScript();
        const place = placeOf(answered.getUrn());
        if (typeof versionId === "string") versions.set(versionId, request.getName());
        if (request.getType() !== "pulumi:pulumi:Stack") found.set(place, registration(request));
      }
      answer(error, response);
    });
  monitor.registerResourceOutputs = (request, answer) => {
    const outputs = plain(request.getOutputs()?.toJavaScript() ?? {}) as Fields;
    const place = placeOf(request.getUrn());
    const one = found.get(place);
    if (one !== undefined) one.outputs = outputs;
    else found.set("the stack", { in: "", needs: [], inputs: {}, outputs });
    registerResourceOutputs(request, answer);
  };
}

function registration(request: RegisterResourceRequest): Registration {
  const parent = request.getParent();
  const timeouts = Object.entries(request.getCustomtimeouts()?.toObject() ?? {}).filter(([, time]) => time !== "");
  const all: Fields = {
    provider: placeOf(request.getProvider().replace(/::[^:]+$/, "")),
    providers: [...request.getProvidersMap().entries()].map(([key, urn]) => `${key}: ${placeOf(urn)}`),
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    aliases: request.getAliasesList().map((alias) => aliasOf(alias, parent)),
    deleteBeforeReplace: request.getDeletebeforereplacedefined() && request.getDeletebeforereplace(),
    deletedWith: placeOf(request.getDeletedwith()),
    replaceWith: request.getReplaceWithList().map(placeOf),
    retainOnDelete: request.getRetainondelete(),
    protect: request.getProtect(),
    import: request.getImportid(),
    timeouts: timeouts.map(([what, time]) => `${what} ${time}`),
  };
  const options = Object.fromEntries(Object.entries(all).filter(([, value]) => said(value)));
  return {
    in: nameOf(parent),
    needs: [...new Set(request.getDependenciesList().map(placeOf))].sort(),
    ...(Object.keys(options).length > 0 && { options }),
    inputs: plain(request.getObject()?.toJavaScript() ?? {}) as Fields,
  };
}

/** What sets an earlier name apart; the SDK's own are of other types only. */
function aliasOf(alias: Alias, parent: string): Fields | string {
  const { parenturn, ...spec } = alias.getSpec()?.toObject() ?? {};
  const told = { ...spec, parenturn: parenturn === parent ? "" : placeOf(parenturn ?? "") };
  return alias.getUrn() || Object.fromEntries(Object.entries(told).filter(([, value]) => value));
}

const said = (value: unknown): boolean => (Array.isArray(value) ? value.length > 0 : Boolean(value));
