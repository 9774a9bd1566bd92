import * as pulumi from "@pulumi/pulumi";
import { retryWhileGoogleIsLate } from "../gcp/lateGoogle";
import { owning } from "../shared/ownership";
import { protecting } from "../shared/protection";
import { ignoreSyntax } from "../shared/upload/ignoreFiles";
import { type AirflowOnGkeArgs, gkeSettings } from "./airflowOnGkeArgs";
import { foundationOf } from "./cluster/foundation";
import { podAwsOn } from "./podAws";
import { pullSecrets } from "./release/migrationSpec";
import { releaseOn } from "./release/release";
import { storesOn } from "./stores/stores";
import { IapAccess } from "./web/iapAccess";
import { webOn } from "./web/web";

/**
 * Airflow on GKE behind IAP: identity -> cluster -> database, secrets, buckets -> web entry -> release -> grants, in one pass.
 * The root of everything it makes: providers, transforms, protection and aliases in its options reach all of it.
 */
export class AirflowOnGke extends pulumi.ComponentResource {
  /** The stack's outputs. None is a secret. */
  readonly outputs: Record<string, unknown>;

  constructor(name: string, args: AirflowOnGkeArgs, opts?: pulumi.ComponentResourceOptions) {
    const settings = gkeSettings(name, args);
    const { values, oauthClient: client, ...gke } = settings.gke;
    const oauthClient = client && { id: client.id, secret: pulumi.secret(client.secret) };
    // A component's arguments are kept in the state.
    const hidden = { values: pulumi.secret(values), oauthClient };
    super(
      "airflow:gke:AirflowOnGke",
      name,
      { ...settings, gke: { ...gke, ...hidden } },
      protecting(
        owning({ ...opts, transforms: [...(opts?.transforms ?? []), ...retryWhileGoogleIsLate()] }, gke.labels),
        settings.protection,
      ),
    );
    const { awake, access, airflowVersion } = settings;
    const foundation = foundationOf(name, settings, gke, { parent: this });
    const core = (values.config as { core?: Record<string, unknown> } | undefined)?.core;
    const syntax = ignoreSyntax(airflowVersion, core?.dag_ignore_file_syntax);
    const named = pullSecrets(values);
    const pulls = named.length === 0 ? undefined : settings.secretValues ? pulumi.secret(named) : named;
    const stores = storesOn(foundation, settings, syntax, pulls);
    const web = webOn(foundation, oauthClient);
    const aws = podAwsOn(settings, foundation);
    const release = releaseOn(settings, foundation, stores, web, aws);
    const { backend, address, entry } = web;
    const { project, cluster, identity } = foundation;
    new IapAccess(
      `${name}-access`,
      { project, access, backendName: backend.backendName, after: release.ready },
      { parent: this },
    );

    const { stackName, namespace, projectNumber, deletedWith, after, ready } = foundation;
    if (gke.metrics) {
      const { AirflowMetrics } = require("./watch/airflowMetrics") as typeof import("./watch/airflowMetrics");
      new AirflowMetrics(`${name}-metrics`, { namespace, deletedWith, after: ready }, foundation.inCluster);
    }
    if (settings.alerts) {
      const { Alerts } = require("./watch/alerts") as typeof import("./watch/alerts");
      const { alerts } = settings;
      const where = { project, projectNumber, stackName, domain: gke.domain, namespace: gke.namespace };
      const watched = { ...where, cluster: cluster.clusterName, instance: stores.database.instance };
      const state = { metrics: gke.metrics, alerts, awake, after, running: release.ready };
      new Alerts(`${name}-alerts`, { ...watched, ...state }, { parent: this });
    }

    const caller = access.triggerCallers.find((who) => who.startsWith("serviceAccount:"));
    this.outputs = {
      platform: "gke",
      awake,
      airflowUrl: entry.url,
      googleServiceAccount: identity.email,
      dagsBucket: stores.dagBucket.bucketName,
      // Where the user's own CI, or `dags push`, uploads: only where the program does not own the objects.
      ...(settings.dags === "external" && { dagsFolder: pulumi.interpolate`gs://${stores.dagBucket.bucketName}/dags` }),
      logsBucket: stores.logBucket.bucketName,
      ...(stores.snapshots[0] && { databaseSnapshot: stores.snapshots[0].name }),
      staticIp: address.address,
      ...(address.nameServers && { nameServers: address.nameServers }),
      ...(address.proofRecord && { certificateRecord: address.proofRecord }),
      iapAudience: backend.audience,
      clusterName: cluster.clusterName,
      clusterLocation: cluster.location,
      ...(aws && { awsRoleArn: aws.roleArn }),
      ...(release.images && { images: release.images }),
      ...(foundation.toldGrants.length > 0 && { grants: foundation.toldGrants }),
      trigger: {
        kind: "iap",
        url: entry.url,
        airflowVersion,
        ...(caller && { serviceAccount: caller.replace("serviceAccount:", "") }),
      },
    };
    this.registerOutputs(this.outputs);
  }
}
