// What another program imports: see index.d.ts. Each name loads its own part, so that a program with one home loads one cloud's SDK.
"use strict";

const parts = {
  AirflowOnMwaa: () => require("../dist/components/aws/airflowOnMwaa"),
  AirflowOnGke: () => require("../dist/components/gke/airflowOnGke"),
  GoogleIdentity: () => require("../dist/components/gcp/googleIdentity"),
  AwsFederation: () => require("../dist/components/gcp/awsFederation"),
  WebIdentity: () => require("../dist/components/aws/iam/webIdentity"),
  ArgumentError: () => require("../dist/components/shared/arguments"),
  triggerDag: () => require("../dist/commands/trigger"),
  waitForRun: () => require("../dist/commands/trigger"),
  readTarget: () => require("../dist/commands/trigger"),
  TriggerError: () => require("../dist/commands/trigger"),
};

for (const [name, load] of Object.entries(parts))
  Object.defineProperty(exports, name, { enumerable: true, get: () => load()[name] });

// For Node's reader of CommonJS names, so that an ES module imports them by name; never run.
0 &&
  // biome-ignore lint/suspicious/noAssignInExpressions: the form that Node's reader knows
  (module.exports = {
    AirflowOnMwaa,
    AirflowOnGke,
    GoogleIdentity,
    AwsFederation,
    WebIdentity,
    ArgumentError,
    triggerDag,
    waitForRun,
    readTarget,
    TriggerError,
  });
