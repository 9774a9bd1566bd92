/**
 * A memory around the stand-in provider: clouds that live on when the engine dies. What was made stays, is read by its id or
 * by the id that the provider imports, and its name is taken. And a hand that holds a call before or after it took effect.
 */
import * as grpc from "@grpc/grpc-js";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { idOf } from "../../../commands/plan/record/cloudValues/shared";
import { type Place, wayTo } from "../../../commands/resume/where";
import type { Calls } from "../provider";
import { fromStruct, type Properties, revealed, toStruct } from "../wire";

export interface Thing {
  type: string;
  name: string;
  id: string;
  importId: string;
  inputs: Properties;
  state: Properties;
}

export type Moment = "before" | "after";
type Verb = "create" | "update" | "delete";
/** When to hold a call; undefined lets it pass. */
export type Hand = (verb: Verb, type: string, name: string) => Moment | undefined;

// biome-ignore lint/suspicious/noExplicitAny: one signature for calls of every kind
type Handler = grpc.handleUnaryCall<any, any>;

/** Where Pulumi puts the name that it chooses (pulumi-aws and pulumi-gcp: resources.go; pulumi-kubernetes: metadata/naming.go). */
const ownName = (type: string): string[] | undefined => {
  if (type === "aws:s3/bucket:Bucket") return ["bucket"];
  if (/^aws:(iam\/(role|rolePolicy|policy)|ec2\/securityGroup):/.test(type)) return ["name"];
  if (/^gcp:(compute|container|dns\/managedZone|storage\/bucket:|sql\/databaseInstance)/.test(type)) return ["name"];
  return type.startsWith("kubernetes:") && !type.endsWith(":Release") ? ["metadata", "name"] : undefined;
};

export class Memory {
  readonly things = new Map<string, Thing>();
  hand: Hand = () => undefined;
  /** Calls that are held now. */
  readonly held: { verb: Verb; type: string; name: string; moment: Moment }[] = [];
  /** When the last call came in. */
  lastCall = Date.now();

  constructor(private readonly place: Place) {}

  /** For `startStandIn`. */
  around = (calls: Calls): Calls => ({
    ...calls,
    check: this.wrapped<rpc.CheckRequest, rpc.CheckResponse>(calls.check as Handler, (request, answer) => {
      const { type, name } = ofUrn(request.getUrn());
      const inputs = fromStruct(answer.getInputs());
      answer.setInputs(toStruct(named(type, name, inputs)));
    }),
    create: this.changing<rpc.CreateRequest, rpc.CreateResponse>(
      "create",
      calls.create as Handler,
      (request) => this.refuseTaken(request),
      (request, answer) => {
        if (!request.getPreview()) this.made(request, answer);
      },
    ),
    update: this.changing<rpc.UpdateRequest, rpc.UpdateResponse>(
      "update",
      calls.update as Handler,
      () => undefined,
      (request, answer) => {
        const thing = this.find(ofUrn(request.getUrn()).type, request.getId());
        if (thing && !request.getPreview())
          Object.assign(thing, { inputs: fromStruct(request.getNews()), state: fromStruct(answer.getProperties()) });
      },
    ),
    delete: this.changing<rpc.DeleteRequest, unknown>(
      "delete",
      calls.delete as Handler,
      () => undefined,
      (request) => {
        const { type } = ofUrn(request.getUrn());
        const thing = this.find(type, request.getId());
        if (thing) this.things.delete(`${type} ${thing.id}`);
      },
    ),
    read: (call, callback) => {
      const thing = this.find(ofUrn(call.request.getUrn()).type, call.request.getId());
      const answer = new rpc.ReadResponse();
      if (thing) answer.setId(thing.id).setProperties(toStruct(thing.state)).setInputs(toStruct(thing.inputs));
      callback(null, answer);
    },
  });

  find(type: string, id: string): Thing | undefined {
    return [...this.things.values()].find((one) => one.type === type && (one.id === id || one.importId === id));
  }

  private made(request: rpc.CreateRequest, answer: rpc.CreateResponse): void {
    const { type, name } = ofUrn(request.getUrn());
    // What the engine makes itself is nowhere but in its state.
    if (type.startsWith("random:")) return;
    // Whatever is made twice gets another id, but for an upload, which overwrites.
    const twice = this.things.has(`${type} ${answer.getId()}`) && wayTo(type)?.by !== "again";
    const id = twice ? `${answer.getId()}-again` : answer.getId();
    answer.setId(id);
    const [inputs, state] = [fromStruct(request.getProperties()), fromStruct(answer.getProperties())];
    this.things.set(`${type} ${id}`, { type, name, id, importId: this.importId(type, inputs), inputs, state });
  }

  private importId(type: string, inputs: Properties): string {
    const way = wayTo(type);
    return way?.by === "id" ? way.id(revealed(inputs) as Properties, this.place) : "";
  }

  private refuseTaken(request: rpc.CreateRequest): void {
    if (request.getPreview()) return;
    const { type } = ofUrn(request.getUrn());
    const importId = this.importId(type, fromStruct(request.getProperties()));
    if (importId !== "" && this.find(type, importId)) throw new Error(`${type} ${importId} already exists`);
  }

  /** The original, then something with its answer. */
  private wrapped<Q, A>(handler: Handler, then: (request: Q, answer: A) => void): Handler {
    return (call, callback) =>
      handler(call, (error, answer) => {
        if (!error && answer) then(call.request, answer);
        callback(error, answer);
      });
  }

  private changing<Q, A>(
    verb: Verb,
    handler: Handler,
    first: (request: Q) => void,
    then: (request: Q, answer: A) => void,
  ): Handler {
    return (call, callback) => {
      const { type, name } = ofUrn(call.request.getUrn());
      if (call.request.getPreview?.()) return handler(call, callback);
      this.lastCall = Date.now();
      const moment = this.hand(verb, type, name);
      const hold = () => void this.held.push({ verb, type, name, moment: moment as Moment });
      if (moment === "before") return hold();
      try {
        first(call.request);
      } catch (error) {
        return callback({ code: grpc.status.UNKNOWN, details: (error as Error).message });
      }
      this.wrapped<Q, A>(handler, then)(call, (error, answer) => {
        this.lastCall = Date.now();
        if (moment === "after" && !error) hold();
        else callback(error, answer);
      });
    };
  }
}

const ofUrn = (urn: string) => ({
  type: urn.split("::")[2]?.split("$").at(-1) ?? "",
  name: urn.split("::").slice(3).join("::"),
});

function named(type: string, name: string, inputs: Properties): Properties {
  const [first, second] = ownName(type) ?? [];
  if (first === undefined) return inputs;
  const chosen = `${name.replace(/[^a-z0-9-]/g, "-")}-${idOf(name, 7)}`;
  if (second === undefined) return { ...inputs, [first]: inputs[first] ?? chosen };
  const inner = (inputs[first] ?? {}) as Properties;
  return { ...inputs, [first]: { ...inner, [second]: inner[second] ?? chosen } };
}
