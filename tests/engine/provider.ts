/**
 * A resource provider that stands in for a cloud's own: the real engine dials it (`PULUMI_DEBUG_PROVIDERS`), for any
 * package. It keeps no state of its own, as a real one; it remembers what it was asked.
 */
import * as grpc from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { type IResourceProviderServer, ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { CloudContext } from "../../commands/plan/record/cloudValues";
import { answered, foreseen, made, replacedBy } from "./cloud";
import { changedFields, fromStruct, type Properties, toStruct } from "./wire";

/** One call that changed, or would change, something. */
export interface Journal {
  verb: "create" | "update" | "delete";
  type: string;
  name: string;
  preview: boolean;
  inputs: Properties;
}

/** An error that the cloud gives, as often as `times` says, when something of `type` is made. */
export interface Refusal {
  type: string;
  message: string;
  times: number;
}

export interface StandIn {
  /** What goes into `PULUMI_DEBUG_PROVIDERS` for each of these packages. */
  debugProviders(...packages: string[]): string;
  journal: Journal[];
  refusals: Refusal[];
  stop(): void;
}

type Unary<Request, Response> = (request: Request) => Response;

/** Answers a call with what `answer` returns, or with its error. */
function unary<Request, Response>(answer: Unary<Request, Response>): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    try {
      callback(null, answer(call.request));
    } catch (error) {
      callback({ code: grpc.status.UNKNOWN, details: (error as Error).message });
    }
  };
}

const ofUrn = (urn: string) => ({
  type: urn.split("::")[2]?.split("$").at(-1) ?? "",
  name: urn.split("::").slice(3).join("::"),
});

/** The calls of a provider, by name. */
export type Calls = Partial<IResourceProviderServer>;

/**
 * Starts the stand-in on a free port of the loopback address.
 *
 * @param around puts something around the calls, such as a memory (resume/memory.ts)
 */
export async function startStandIn(context: CloudContext, around = (calls: Calls): Calls => calls): Promise<StandIn> {
  const journal: Journal[] = [];
  const refusals: Refusal[] = [];
  const note = (verb: Journal["verb"], urn: string, preview: boolean, inputs: Properties) =>
    journal.push({ verb, ...ofUrn(urn), preview, inputs });

  function refuse(type: string): void {
    const refusal = refusals.find((one) => one.type === type && one.times > 0);
    if (!refusal) return;
    refusal.times--;
    throw new Error(refusal.message);
  }

  const implementation: Partial<IResourceProviderServer> = {
    attach: unary(() => new Empty()),
    cancel: unary(() => new Empty()),
    // Newer than any SDK asks for.
    getPluginInfo: unary(() => new PluginInfo().setVersion("999.0.0")),
    handshake: unary(() => new rpc.ProviderHandshakeResponse().setAcceptSecrets(true).setAcceptResources(true)),
    configure: unary(() =>
      new rpc.ConfigureResponse().setAcceptsecrets(true).setAcceptresources(true).setSupportspreview(true),
    ),
    checkConfig: unary((request) => new rpc.CheckResponse().setInputs(request.getNews())),
    diffConfig: unary(() => new rpc.DiffResponse().setChanges(rpc.DiffResponse.DiffChanges.DIFF_NONE)),
    check: unary((request) => new rpc.CheckResponse().setInputs(request.getNews())),
    diff: unary((request) => {
      const changed = changedFields(fromStruct(request.getOldInputs()), fromStruct(request.getNews()));
      const changes = rpc.DiffResponse.DiffChanges;
      return new rpc.DiffResponse()
        .setChanges(changed.length > 0 ? changes.DIFF_SOME : changes.DIFF_NONE)
        .setDiffsList(changed)
        .setReplacesList(replacedBy(ofUrn(request.getUrn()).type, changed));
    }),
    create: unary((request) => {
      const inputs = fromStruct(request.getProperties());
      const { type, name } = ofUrn(request.getUrn());
      if (!request.getPreview()) refuse(type);
      note("create", request.getUrn(), request.getPreview(), inputs);
      if (request.getPreview())
        return new rpc.CreateResponse().setProperties(toStruct(foreseen(type, name, inputs, context)));
      const { id, state } = made(type, name, inputs, context);
      return new rpc.CreateResponse().setId(id).setProperties(toStruct(state));
    }),
    update: unary((request) => {
      const inputs = fromStruct(request.getNews());
      const { type, name } = ofUrn(request.getUrn());
      note("update", request.getUrn(), request.getPreview(), inputs);
      const state = request.getPreview()
        ? foreseen(type, name, inputs, context, fromStruct(request.getOlds()))
        : made(type, name, inputs, context, request.getId()).state;
      return new rpc.UpdateResponse().setProperties(toStruct(state));
    }),
    delete: unary((request) => {
      note("delete", request.getUrn(), false, fromStruct(request.getProperties()));
      return new Empty();
    }),
    // Nobody else touches this cloud: what is read is what was made.
    read: unary((request) =>
      new rpc.ReadResponse()
        .setId(request.getId())
        .setProperties(request.getProperties())
        .setInputs(request.getInputs()),
    ),
    invoke: unary((request) =>
      new rpc.InvokeResponse().setReturn(toStruct(answered(request.getTok(), fromStruct(request.getArgs()), context))),
    ),
  };

  const server = new grpc.Server({ "grpc.max_receive_message_length": -1 });
  server.addService(ResourceProviderService, around(implementation) as IResourceProviderServer);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return {
    debugProviders: (...packages) => packages.map((one) => `${one}:${port}`).join(","),
    journal,
    refusals,
    stop: () => server.forceShutdown(),
  };
}
