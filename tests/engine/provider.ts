/**
 * A resource provider that stands in for a cloud's own: the real engine dials it (`PULUMI_DEBUG_PROVIDERS`), for any
 * package. It remembers what it was asked. AWS has an account behind it, with manners of its own (`aws/account.ts`).
 */
import * as grpc from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { type IResourceProviderServer, ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { CloudContext } from "../../commands/plan/record/cloudValues";
import { AwsAccount } from "./aws/account";
import { InitFailed } from "./aws/things";
import { answered, foreseen } from "./cloud";
import { awsCloud, type Cloud, type Diff, otherClouds } from "./clouds";
import type { World } from "./google/world";
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
  /** What a provider function answers in place of the plan's values, by token. */
  answers: Map<string, (args: Properties) => Properties>;
  /** The AWS account behind the package aws. */
  aws: AwsAccount;
  stop(): void;
}

type Unary<Request, Response> = (request: Request) => Response | Promise<Response>;

/** Answers a call with what `answer` returns, or with its error. */
function unary<Request, Response>(answer: Unary<Request, Response>): grpc.handleUnaryCall<Request, Response> {
  return async (call, callback) => {
    try {
      callback(null, await answer(call.request));
    } catch (error) {
      const { message } = error as Error;
      const metadata = error instanceof InitFailed ? initFailed(error) : undefined;
      callback({ code: grpc.status.UNKNOWN, details: message, ...(metadata && { metadata }) });
    }
  };
}

/** An error with the resource in it: the engine keeps both (sdk/nodejs/provider/server.ts). */
function initFailed({ message, id, state }: InitFailed): grpc.Metadata {
  const detail = new rpc.ErrorResourceInitFailed().setId(id).setProperties(toStruct(state)).setReasonsList([message]);
  const packed = new Any();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new Status();
  status.setCode(grpc.status.UNKNOWN);
  status.setMessage(message);
  status.addDetails(packed);
  const metadata = new grpc.Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return metadata;
}

const ofUrn = (urn: string) => ({
  type: urn.split("::")[2]?.split("$").at(-1) ?? "",
  name: urn.split("::").slice(3).join("::"),
});

function answerOf({ changed, replaces, deleteBeforeReplace }: Diff): rpc.DiffResponse {
  const { DIFF_SOME, DIFF_NONE } = rpc.DiffResponse.DiffChanges;
  return new rpc.DiffResponse()
    .setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE)
    .setDiffsList(changed)
    .setReplacesList(replaces)
    .setDeletebeforereplace(deleteBeforeReplace);
}

/** The calls of a provider, by name. */
export type Calls = Partial<IResourceProviderServer>;

/**
 * Starts the stand-in on a free port of the loopback address.
 *
 * @param world manners of Google; without one everything of it comes at once and nothing is refused
 * @param around puts something around the calls, such as a memory (resume/memory.ts)
 */
export async function startStandIn(
  context: CloudContext,
  world?: World,
  around = (calls: Calls): Calls => calls,
): Promise<StandIn> {
  const journal: Journal[] = [];
  const refusals: Refusal[] = [];
  const answers: StandIn["answers"] = new Map();
  const aws = new AwsAccount(context);
  const clouds = { aws: awsCloud(aws), other: otherClouds(context, world) };
  const cloudOf = (type: string): Cloud => (type.startsWith("aws:") ? clouds.aws : clouds.other);
  const note = (verb: Journal["verb"], urn: string, preview: boolean, inputs: Properties) =>
    journal.push({ verb, ...ofUrn(urn), preview, inputs });

  function refuse(type: string): void {
    const refusal = refusals.find((one) => one.type === type && one.times > 0);
    if (!refusal) return;
    refusal.times--;
    throw new Error(refusal.message);
  }

  const implementation: Calls = {
    attach: unary(() => new Empty()),
    cancel: unary(() => new Empty()),
    // Newer than any SDK asks for.
    getPluginInfo: unary(() => new PluginInfo().setVersion("999.0.0")),
    handshake: unary(() => new rpc.ProviderHandshakeResponse().setAcceptSecrets(true).setAcceptResources(true)),
    configure: unary(() =>
      new rpc.ConfigureResponse().setAcceptsecrets(true).setAcceptresources(true).setSupportspreview(true),
    ),
    checkConfig: unary((request) => new rpc.CheckResponse().setInputs(request.getNews())),
    diffConfig: unary((request) => {
      const changed = changedFields(fromStruct(request.getOldInputs()), fromStruct(request.getNews()));
      // pulumi-kubernetes, DiffConfig: only another cluster is another provider.
      const replaces = changed.filter((field) => field === "clusterIdentifier");
      return answerOf({ changed, replaces, deleteBeforeReplace: false });
    }),
    check: unary((request) => {
      const what = ofUrn(request.getUrn());
      const inputs = cloudOf(what.type).checked(what, fromStruct(request.getNews()), fromStruct(request.getOlds()));
      return new rpc.CheckResponse().setInputs(toStruct(inputs));
    }),
    diff: unary((request) => {
      const what = ofUrn(request.getUrn());
      const [olds, news] = [fromStruct(request.getOldInputs()), fromStruct(request.getNews())];
      return answerOf(cloudOf(what.type).diff(what, fromStruct(request.getOlds()), olds, news));
    }),
    create: unary(async (request) => {
      const inputs = fromStruct(request.getProperties());
      const what = ofUrn(request.getUrn());
      if (request.getPreview()) {
        note("create", request.getUrn(), true, inputs);
        return new rpc.CreateResponse().setProperties(toStruct(foreseen(what.type, what.name, inputs, context)));
      }
      refuse(what.type);
      const { id, state } = await cloudOf(what.type).create(what, inputs);
      note("create", request.getUrn(), false, inputs);
      return new rpc.CreateResponse().setId(id).setProperties(toStruct(state));
    }),
    update: unary(async (request) => {
      const [olds, inputs] = [fromStruct(request.getOlds()), fromStruct(request.getNews())];
      const what = ofUrn(request.getUrn());
      note("update", request.getUrn(), request.getPreview(), inputs);
      const state = request.getPreview()
        ? foreseen(what.type, what.name, inputs, context, olds)
        : await cloudOf(what.type).update(what, request.getId(), olds, inputs);
      return new rpc.UpdateResponse().setProperties(toStruct(state));
    }),
    delete: unary(async (request) => {
      const what = ofUrn(request.getUrn());
      await cloudOf(what.type).delete(what, request.getId(), fromStruct(request.getProperties()));
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
    invoke: unary((request) => {
      const args = fromStruct(request.getArgs());
      const answer = { ...answered(request.getTok(), args, context), ...answers.get(request.getTok())?.(args) };
      const token = "accessToken" in answer && world ? { accessToken: world.token() } : {};
      return new rpc.InvokeResponse().setReturn(toStruct({ ...answer, ...token }));
    }),
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
    answers,
    aws,
    stop: () => server.forceShutdown(),
  };
}
