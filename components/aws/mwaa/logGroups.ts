import { LogGroup } from "@pulumi/aws/cloudwatch/logGroup";
import * as pulumi from "@pulumi/pulumi";

/** The modules that MWAA logs, by the names of their groups. */
export const logModules = ["DAGProcessing", "Scheduler", "Task", "WebServer", "Worker"] as const;

export interface LogGroupsArgs {
  /** Name of the MWAA environment: its groups are called `airflow-NAME-MODULE`. */
  environment: string;
  /** Days that logs are kept. */
  retentionInDays: number;
  kmsKeyArn: pulumi.Input<string> | undefined;
}

/** The environment's log groups. MWAA would make them itself, without retention, and leave them behind. */
export class LogGroups extends pulumi.ComponentResource {
  readonly groups: LogGroup[];

  constructor(name: string, args: LogGroupsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airflow:aws:LogGroups", name, args, opts);
    const { environment, retentionInDays, kmsKeyArn: kmsKeyId } = args;
    this.groups = logModules.map((module) => {
      const group = { name: `airflow-${environment}-${module}`, retentionInDays, kmsKeyId };
      return new LogGroup(`${name}-${module}`, group, { parent: this });
    });
    this.registerOutputs();
  }
}
