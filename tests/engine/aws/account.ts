/**
 * An AWS account for the engine tests: it remembers what was made, and has the manners of the real one and of the provider
 * in front of it (terraform-provider-aws, below TPA, by path inside internal/service). A wait of minutes is one of tenths here.
 */
import { setTimeout } from "node:timers/promises";
import type { CloudContext } from "../../../commands/plan/record/cloudValues";
import { made } from "../cloud";
import { changedFields, type Properties, revealed } from "../wire";
import { Environments } from "./environments";
import { inUse, refusedBecause } from "./network";
import { Objects } from "./objects";
import { forcesNew } from "./schema";
import type { Fault, Thing, Things } from "./things";

const environmentType = "aws:mwaa/environment:Environment";
/** How long a deletion is tried again while AWS says DependencyViolation: TPA ec2/vpc_.go and ec2/vpc_security_group.go, 15 minutes and more. */
const patience = 6000;

export class AwsAccount implements Things {
  readonly things = new Map<string, Thing>();
  readonly faults: Fault[] = [];
  readonly environments = new Environments();
  readonly objects = new Objects();

  constructor(private readonly context: CloudContext) {}

  ofType(type: string): Thing[] {
    return [...this.things.values()].filter((thing) => thing.type.endsWith(`:${type}`));
  }

  find(id: unknown): Thing | undefined {
    return [...this.things.values()].find((thing) => thing.id === id);
  }

  /** The provider compares an environment with what it read of it, everything else with what it was given. */
  diff(type: string, state: Properties, oldInputs: Properties, news: Properties) {
    const changed =
      type === environmentType
        ? this.environments.changed(revealed(state) as Properties, revealed(news) as Properties)
        : changedFields(oldInputs, news);
    const replaces = forcesNew(type, changed, revealed(state) as Properties, revealed(news) as Properties);
    // A name that the program chose cannot be there twice (pulumi-terraform-bridge, nameRequiresDeleteBeforeReplace).
    const deleteBeforeReplace = typeof news.name === "string" && !replaces.includes("name");
    return { changed, replaces, deleteBeforeReplace };
  }

  async create(type: string, name: string, inputs: Properties): Promise<{ id: string; state: Properties }> {
    const plain = revealed(inputs) as Properties;
    const refusal = refusedBecause(this, this.environments, type, plain);
    if (refusal !== undefined) throw new Error(refusal);
    let answer = made(type, name, inputs, this.context);
    // A second one beside the first, while that is still there, gets an id of its own.
    for (let round = 2; this.things.has(`${type} ${answer.id}`) && !this.objects.is(type); round++)
      answer = made(type, `${name}~${round}`, inputs, this.context);
    const fault = this.fault(type);
    if (this.objects.is(type)) answer.state.versionId = this.objects.put(plain, answer.id);
    this.things.set(`${type} ${answer.id}`, { type, id: answer.id, inputs: withName(plain, answer.state) });
    if (fault?.kind === "lost") throw new Error(fault.message);
    if (type === environmentType) answer.state = this.environments.create(answer, plain, fault);
    return answer;
  }

  async update(type: string, name: string, id: string, state: Properties, inputs: Properties): Promise<Properties> {
    const plain = revealed(inputs) as Properties;
    const fault = this.fault(type);
    const thing = this.things.get(`${type} ${id}`);
    if (thing === undefined) throw new Error(`NotFound: ${type} ${id}`);
    if (type === "aws:ec2/internetGateway:InternetGateway" && thing.inputs.vpcId !== plain.vpcId)
      await this.free(thing);
    const answer = made(type, name, inputs, this.context, id).state;
    if (type === environmentType)
      return this.environments.update(id, revealed(state) as Properties, answer, plain, fault);
    if (this.objects.is(type)) {
      const same = changedFields(thing.inputs, plain).length === 0;
      answer.versionId = same ? state.versionId : this.objects.put(plain, id);
    }
    thing.inputs = withName(plain, thing.inputs);
    if (fault?.kind === "lost") throw new Error(fault.message);
    return { ...answer, ...(state.arn !== undefined && { arn: state.arn }) };
  }

  async delete(type: string, id: string): Promise<void> {
    const thing = this.things.get(`${type} ${id}`);
    if (thing === undefined) return;
    await this.free(thing);
    const forced = thing.inputs.forceDestroy === true;
    if (type === "aws:s3/bucket:Bucket" && !this.objects.empty(thing.inputs.bucket, forced))
      throw new Error(`BucketNotEmpty: The bucket you tried to delete is not empty: ${thing.inputs.bucket}`);
    if (this.objects.is(type)) this.objects.remove(thing.inputs);
    if (type === environmentType) this.environments.delete(id, thing.inputs);
    this.things.delete(`${type} ${id}`);
  }

  /** Waits as the provider does until nothing uses a thing. */
  private async free(thing: Thing): Promise<void> {
    const until = Date.now() + patience;
    for (;;) {
      const user = inUse(this, this.environments, thing);
      if (user === undefined) return;
      if (Date.now() > until) throw new Error(`DependencyViolation: ${thing.id} ${user}`);
      await setTimeout(50);
    }
  }

  private fault(type: string): Fault | undefined {
    const index = this.faults.findIndex((fault) => fault.type === type);
    return index < 0 ? undefined : this.faults.splice(index, 1)[0];
  }
}

/** Inputs with the name that was made where the program gave none. */
const withName = (inputs: Properties, { name, bucket }: Properties): Properties => ({ name, bucket, ...inputs });
