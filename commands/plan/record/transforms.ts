/**
 * Runs a program's transforms on what it registers. Pulumi's mocks only note them; the engine calls back each of them, so
 * this does what its `registerResource` does (pkg/resource/deploy/source_eval.go), in the same order and forms.
 */
import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import { CallbackInvokeRequest, type CallbackInvokeResponse } from "@pulumi/pulumi/proto/callback_pb";
import {
  type RegisterResourceRequest,
  TransformRequest,
  TransformResourceOptions,
  TransformResponse,
} from "@pulumi/pulumi/proto/resource_pb";
import type { JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { outputDependencies, withOutputs, withoutOutputs } from "./wire";

// Pulumi's own copy: a message of another one is none to it.
const { Struct: StructMessage } = createRequire(require.resolve("@pulumi/pulumi"))(
  "google-protobuf/google/protobuf/struct_pb",
) as typeof import("google-protobuf/google/protobuf/struct_pb");

type Fields = Record<string, unknown>;

/** The SDK's server of callbacks; the engine reaches the same method over gRPC. */
interface CallbackServer {
  invoke(
    call: { request: CallbackInvokeRequest },
    callback: (error: { details?: string } | null, response?: CallbackInvokeResponse) => void,
  ): void;
  shutdown(): void;
}

/** The transforms that one run of a program registered. */
export class Transforms {
  /** Tokens of the stack's transforms. */
  private readonly ofStack: string[] = [];
  /** Tokens by the URN of the resource whose option they are. */
  private readonly ofResource = new Map<string, string[]>();
  private readonly parents = new Map<string, string>();

  addToStack(token: string): void {
    this.ofStack.push(token);
  }

  /** Notes what is registered, for its children's sake. */
  addResource(urn: string, request: RegisterResourceRequest): void {
    this.parents.set(urn, request.getParent());
    const own = request.getTransformsList().map((callback) => callback.getToken());
    if (own.length > 0) this.ofResource.set(urn, own);
  }

  /** Tokens in the engine's order: the resource's own, its parents' from the nearest, the stack's. */
  private tokensFor(request: RegisterResourceRequest): string[] {
    const tokens = request.getTransformsList().map((callback) => callback.getToken());
    for (let urn = request.getParent(); urn; urn = this.parents.get(urn) ?? "")
      tokens.push(...(this.ofResource.get(urn) ?? []));
    return [...tokens, ...this.ofStack];
  }

  /** Whether `apply` would change nothing. */
  nothingFor(request: RegisterResourceRequest): boolean {
    return this.ofStack.length === 0 && this.ofResource.size === 0 && request.getTransformsList().length === 0;
  }

  /** Changes the request as its transforms want it. */
  async apply(request: RegisterResourceRequest): Promise<void> {
    const tokens = this.tokensFor(request);
    if (tokens.length === 0) return;
    // Dependencies go along with the values only where the resource has a transform of its own: the engine's way.
    const hasOwn = request.getTransformsList().length > 0;
    const given = (request.getObject()?.toJavaScript() ?? {}) as Fields;
    let properties = StructMessage.fromJavaScript(
      withOutputs(given, hasOwn ? propertyDependencies(request) : {}) as Record<string, JavaScriptValue>,
    );
    let options = optionsOf(request);
    for (const token of tokens) {
      const response = await call(token, asked(request, properties, options));
      properties = response.getProperties() ?? properties;
      options = response.getOptions() ?? options;
    }
    const values = properties.toJavaScript() as Fields;
    request.setObject(StructMessage.fromJavaScript(withoutOutputs(values) as Record<string, JavaScriptValue>));
    const kept = hasOwn ? options.getDependsOnList() : request.getDependenciesList();
    request.setDependenciesList([...new Set([...kept, ...outputDependencies(values)])]);
    setOptions(request, options);
  }

  /** Ends the SDK's server, which the program's first transform started. */
  end(): void {
    if (this.ofStack.length > 0 || this.ofResource.size > 0) callbackServer().shutdown();
  }
}

const callbackServer = (): CallbackServer => pulumi.runtime.getCallbacks() as unknown as CallbackServer;

function asked(
  request: RegisterResourceRequest,
  properties: Struct,
  options: TransformResourceOptions,
): TransformRequest {
  return new TransformRequest()
    .setType(request.getType())
    .setName(request.getName())
    .setCustom(request.getCustom())
    .setParent(request.getParent())
    .setProperties(properties)
    .setOptions(options);
}

const call = (token: string, request: TransformRequest): Promise<TransformResponse> =>
  new Promise((resolve, reject) => {
    const invocation = new CallbackInvokeRequest().setToken(token).setRequest(request.serializeBinary());
    callbackServer().invoke({ request: invocation }, (error, response) => {
      if (error || !response) reject(new Error(error?.details ?? "a transform gave no answer"));
      else resolve(TransformResponse.deserializeBinary(response.getResponse_asU8()));
    });
  });

function propertyDependencies(request: RegisterResourceRequest): Record<string, string[]> {
  return Object.fromEntries(
    [...request.getPropertydependenciesMap().entries()].map(([key, value]) => [key, value.getUrnsList()]),
  );
}

/** The options of a request that a transform may see. */
function optionsOf(request: RegisterResourceRequest): TransformResourceOptions {
  const options = new TransformResourceOptions()
    .setImport(request.getImportid())
    .setDependsOnList(request.getDependenciesList())
    .setIgnoreChangesList(request.getIgnorechangesList())
    .setReplaceOnChangesList(request.getReplaceonchangesList())
    .setReplacementTrigger(request.getReplacementTrigger())
    .setVersion(request.getVersion())
    .setAliasesList(request.getAliasesList())
    .setProvider(request.getProvider())
    .setHideDiffList(request.getHidediffsList())
    .setCustomTimeouts(request.getCustomtimeouts())
    .setPluginDownloadUrl(request.getPlugindownloadurl())
    .setDeletedWith(request.getDeletedwith())
    .setReplaceWithList(request.getReplaceWithList())
    .setAdditionalSecretOutputsList(request.getAdditionalsecretoutputsList())
    .setHooks(request.getHooks());
  for (const [key, provider] of request.getProvidersMap().entries()) options.getProvidersMap().set(key, provider);
  const [protect, retain] = [request.getProtect(), request.getRetainondelete()];
  if (protect !== undefined) options.setProtect(protect);
  if (retain !== undefined) options.setRetainOnDelete(retain);
  if (request.getDeletebeforereplacedefined()) options.setDeleteBeforeReplace(request.getDeletebeforereplace());
  return options;
}

/** The options that a plan shows or a mock reads, back into the request. */
function setOptions(request: RegisterResourceRequest, options: TransformResourceOptions): void {
  request
    .setAliasesList(options.getAliasesList())
    .setProvider(options.getProvider())
    .setProtect(options.getProtect() ?? false)
    .setImportid(options.getImport());
}
