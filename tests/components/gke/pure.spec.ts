/** The pure parts of the GKE home, by exact value. */
import { expect } from "chai";
import { clusterIssuer, podTrust } from "../../../components/aws/iam/podTrust";
import { apisFor } from "../../../components/gke/cluster/apis";
import { kubeconfig } from "../../../components/gke/cluster/kubeconfig";
import { podMember } from "../../../components/gke/cluster/workloadIdentity";
import { secretManagerPrefix } from "../../../components/gke/release/airflowSettings";
import { iapFiles } from "../../../components/gke/release/iapLogin";
import { hasNull, mergeValues, type Values } from "../../../components/gke/release/mergeValues";
import { airflowImage, migrationPodSpec } from "../../../components/gke/release/migrationSpec";
import { volumeSpecs } from "../../../components/gke/stores/postgresSpec";
import { ownSecrets } from "../../../components/gke/stores/secretAccess";
import { urlSafe } from "../../../components/gke/stores/secrets";
import { idIn } from "../../../components/gke/web/backendNumber";
import { computeUrl } from "../../../components/gke/web/computeApi";
import { iapMembers } from "../../../components/gke/web/iapAccess";
import { negGroups, webService } from "../../../components/gke/web/neg";
import { groupsOf, untilThere } from "../../../components/gke/web/negReady";
import { type GkeSettings, parseStackConfig } from "../../../config";
import { stackConfig } from "./planned";

describe("NEGs of the web Service", () => {
  it("become one backend for each zone", () => {
    const status = '{"network_endpoint_groups":{"8080":"k8s1-abc"},"zones":["us-east1-c","us-east1-b"]}';
    expect(negGroups("p", status)).to.deep.equal(
      ["us-east1-b", "us-east1-c"].map((zone) => ({
        group: `projects/p/zones/${zone}/networkEndpointGroups/k8s1-abc`,
        balancingMode: "RATE",
        maxRatePerEndpoint: 100,
      })),
    );
  });

  it("say what is there when there is none", () => {
    expect(() => negGroups("p", undefined)).to.throw(
      "Service airflow-web has cloud.google.com/neg-status undefined: no NEG of port 8080 in it.",
    );
    expect(() => negGroups("p", '{"network_endpoint_groups":{"8080":"a"},"zones":[]}')).to.throw("no NEG of port 8080");
  });

  it("are asked for, and waited for, by annotations of the Service", () => {
    expect(webService("airflow-v2")).to.deep.equal({
      metadata: {
        name: "airflow-web",
        namespace: "airflow-v2",
        annotations: {
          "cloud.google.com/neg": '{"exposed_ports":{"8080":{}}}',
          "pulumi.com/waitFor": "jsonpath={.metadata.annotations['cloud.google.com/neg-status']}",
        },
      },
      spec: {
        type: "ClusterIP",
        selector: { tier: "airflow", component: "api-server", release: "airflow" },
        ports: [{ name: "http", port: 8080, targetPort: 8080 }],
      },
    });
  });
});

describe("the number of a backend service", () => {
  const id = "projects/p/global/backendServices/b";
  it("is asked of the Compute API, or of the provider's own endpoint", () => {
    expect(computeUrl(id, "id")).to.equal(`https://compute.googleapis.com/compute/v1/${id}?fields=id`);
    expect(computeUrl(id, "id", "https://compute.example/v1")).to.equal(`https://compute.example/v1/${id}?fields=id`);
  });
  it("keeps all its digits, which a float would not", () => {
    expect(idIn({ id: "4503599627370497123" }, "u")).to.equal("4503599627370497123");
  });
  it("is never a guess", () => {
    for (const answer of [{}, null, { id: 45 }, { id: "b" }])
      expect(() => idIn(answer, "URL")).to.throw(/^URL gave no number for the backend service: /);
  });
});

describe("a NEG", () => {
  const group = "projects/p/zones/z/networkEndpointGroups/n";
  const fast = { seconds: 0.001, tries: 3 };

  it("is waited for until it is there", async () => {
    const answers = [404, 404, 200];
    const asked: string[] = [];
    await untilThere(group, async (one) => asked.push(one) && (answers.shift() as number), fast);
    expect(asked).to.deep.equal([group, group, group]);
  });
  it("that does not come is told of, with where to look", async () => {
    const problem = await untilThere(group, async () => 404, fast).catch((error: Error) => error.message);
    expect(problem).to.match(/^projects.*\/n is not there after .* minutes, .*kubectl describe service airflow-web/);
  });
  it("is asked for once where the answer is an error of another kind", async () => {
    let asked = 0;
    const problem = await untilThere(
      group,
      async () => {
        asked++;
        throw new Error("403 Forbidden");
      },
      fast,
    ).catch((error: Error) => error.message);
    expect([asked, problem]).to.deep.equal([1, "403 Forbidden"]);
  });
  it("is what a backend names, where it names one", () => {
    expect(groupsOf({ backends: [{ group }, {}] })).to.deep.equal([group]);
    expect(groupsOf({})).to.deep.equal([]);
  });
});

describe("a kubeconfig", () => {
  const parts = {
    server: "https://gke-abc.us-central1.gke.goog",
    tokenProgram: "components/gke/cluster/token.cjs",
    environment: { GOOGLE_CREDENTIALS: undefined, GOOGLE_IMPERSONATE_SERVICE_ACCOUNT: "ci@p.iam.gserviceaccount.com" },
  };
  it("for the DNS name trusts its public certificate", () => {
    expect(JSON.parse(kubeconfig(parts))).to.deep.equal({
      apiVersion: "v1",
      kind: "Config",
      "current-context": "airflow",
      clusters: [{ name: "airflow", cluster: { server: parts.server } }],
      contexts: [{ name: "airflow", context: { cluster: "airflow", user: "airflow" } }],
      users: [
        {
          name: "airflow",
          user: {
            exec: {
              apiVersion: "client.authentication.k8s.io/v1",
              command: "node",
              args: ["components/gke/cluster/token.cjs"],
              env: [{ name: "GOOGLE_IMPERSONATE_SERVICE_ACCOUNT", value: "ci@p.iam.gserviceaccount.com" }],
              interactiveMode: "Never",
              provideClusterInfo: false,
            },
          },
        },
      ],
    });
  });
  it("for an address carries the cluster's authority", () => {
    const { clusters } = JSON.parse(kubeconfig({ ...parts, certificateAuthority: "Q0E=" }));
    expect(clusters[0].cluster).to.deep.equal({ server: parts.server, "certificate-authority-data": "Q0E=" });
  });
});

describe("chart values of a user", () => {
  const ours = {
    env: [
      { name: "A", value: "1" },
      { name: "B", value: "2" },
    ],
    volumeMounts: [{ name: "iap", mountPath: "/iap" }],
    scheduler: { args: ["a"], resources: { limits: { memory: "1Gi" } } },
    statsd: { enabled: false },
  };
  it("are merged map by map, named lists by name; other lists and values replace", () => {
    const theirs = {
      env: [
        { name: "B", value: "3" },
        { name: "C", value: "4" },
      ],
      volumeMounts: [{ name: "data", mountPath: "/data" }],
      scheduler: { args: ["b"], replicas: 2, resources: { limits: { cpu: "1" } } },
      statsd: null,
    };
    expect(mergeValues(ours, theirs)).to.deep.equal({
      env: [
        { name: "A", value: "1" },
        { name: "B", value: "3" },
        { name: "C", value: "4" },
      ],
      volumeMounts: [
        { name: "iap", mountPath: "/iap" },
        { name: "data", mountPath: "/data" },
      ],
      scheduler: { args: ["b"], replicas: 2, resources: { limits: { memory: "1Gi", cpu: "1" } } },
      statsd: null,
    });
    expect(ours.env).to.have.length(2);
  });
  it("may have nulls, which Helm takes as: remove the default", () => {
    expect(hasNull({ a: { b: [{ c: null }] } })).to.equal(true);
    expect(hasNull({ a: { b: [0, "", false] } })).to.equal(false);
  });
});

describe("the job that migrates the database", () => {
  const job = {
    airflowVersion: "3.2.2",
    secrets: { metadata: "s-metadata", fernet: "s-fernet" },
    iapFiles: "files",
    iapPath: "/opt/airflow/iap",
  };

  it("has the connection, the key and the login, whose tables are migrated too", () => {
    const secret = (name: string, from: string, key: string) => ({
      name,
      valueFrom: { secretKeyRef: { name: from, key } },
    });
    const [container] = migrationPodSpec(job).containers;
    expect(container).to.deep.include({
      image: "apache/airflow:3.2.2",
      args: ["bash", "-c", "exec airflow db migrate"],
      env: [
        secret("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", "s-metadata", "connection"),
        secret("AIRFLOW__CORE__FERNET_KEY", "s-fernet", "fernet-key"),
        { name: "AIRFLOW__CORE__AUTH_MANAGER", value: "iap_auth_manager.IapAuthManager" },
        { name: "PYTHONPATH", value: "/opt/airflow/iap" },
      ],
    });
  });

  const images: [user: Values, image: string][] = [
    [{}, "apache/airflow:3.2.2"],
    [{ images: { airflow: { repository: "eu.gcr.io/p/air", tag: "7" } } }, "eu.gcr.io/p/air:7"],
    [{ images: { airflow: { repository: "eu.gcr.io/p/air" } } }, "eu.gcr.io/p/air:3.2.2"],
    [{ defaultAirflowRepository: "mirror/airflow" }, "mirror/airflow:3.2.2"],
    [{ images: { airflow: { digest: "sha256:ab" } } }, "apache/airflow@sha256:ab"],
  ];
  for (const [user, image] of images)
    it(`runs the image that the chart runs: ${image}`, () => {
      expect(airflowImage("3.2.2", user)).to.equal(image);
    });

  it("takes the user's pull secrets, environment and place", () => {
    const env = [{ name: "HTTPS_PROXY", value: "http://proxy:3128" }];
    const spec = migrationPodSpec(job, { imagePullSecrets: ["a", { name: "b" }], env, nodeSelector: { pool: "x" } });
    expect(spec.imagePullSecrets).to.deep.equal([{ name: "a" }, { name: "b" }]);
    expect(spec.containers[0]?.env).to.deep.include(env[0]);
    expect(spec.nodeSelector).to.deep.equal({ pool: "x" });
    expect(migrationPodSpec(job, { registry: { secretName: "r" } }).imagePullSecrets).to.deep.equal([{ name: "r" }]);
    expect(migrationPodSpec(job).imagePullSecrets).to.deep.equal([]);
  });
});

describe("small things of the GKE home", () => {
  it("give everybody who is named one grant", () => {
    const access = {
      admins: ["user:b@x.io"],
      viewers: ["group:a@x.io"],
      triggerCallers: ["user:b@x.io"],
      operators: ["user:o@x.io"],
    };
    expect(iapMembers(access)).to.deep.equal(["group:a@x.io", "user:b@x.io", "user:o@x.io"]);
  });
  it("make a Fernet key of any bytes", () => {
    expect(urlSafe("+/8=")).to.equal("-_8=");
  });
  it("name a pod as IAM does", () => {
    expect(podMember("p", "airflow-v2", "airflow-worker")).to.equal(
      "serviceAccount:p.svc.id.goog[airflow-v2/airflow-worker]",
    );
  });
  it("open the secrets of this stack and no other", () => {
    expect(secretManagerPrefix("air", "variables")).to.equal("air-variables");
    expect(ownSecrets("42", "air")).to.equal(
      ["connections", "variables", "config"]
        .map((kind) => `resource.name.startsWith("projects/42/secrets/air-${kind}-")`)
        .join(" || "),
    );
  });
  it("put the database on the disk of its zone, which outlives the claim", () => {
    const { volume, claim } = volumeSpecs({
      diskId: "projects/p/zones/z/disks/d",
      zone: "z",
      diskGb: 20,
      namespace: "air",
    });
    expect(volume).to.deep.include({
      capacity: { storage: "20Gi" },
      persistentVolumeReclaimPolicy: "Retain",
      claimRef: { apiVersion: "v1", kind: "PersistentVolumeClaim", namespace: "air", name: "airflow-postgres" },
      csi: { driver: "pd.csi.storage.gke.io", volumeHandle: "projects/p/zones/z/disks/d", fsType: "ext4" },
    });
    expect(claim.resources).to.deep.equal({ requests: { storage: "20Gi" } });
    expect(claim.storageClassName).to.equal(volume.storageClassName);
  });
  it("take the login's Python files and nothing else", () => {
    expect(Object.keys(iapFiles())).to.deep.equal([
      "iap_assertion.py",
      "iap_auth_manager.py",
      "iap_keys.py",
      "iap_users.py",
      "webserver_config.py",
    ]);
  });
  it("turn on Cloud SQL's API only for Cloud SQL", () => {
    const gke = (database: object) => {
      const settings = parseStackConfig(stackConfig({ gke: { database } }), "test") as GkeSettings;
      return apisFor(settings.gke);
    };
    expect(gke({})).not.to.include("sqladmin.googleapis.com");
    expect(gke({ kind: "cloudSql" })).to.include("sqladmin.googleapis.com");
  });
  it("let the pods' accounts, and no other, take the AWS role", () => {
    const issuer = clusterIssuer("p", "us-central1-b", "c");
    expect(issuer).to.equal("https://container.googleapis.com/v1/projects/p/locations/us-central1-b/clusters/c");
    const trust = podTrust({ providerArn: "ARN", issuer, namespace: "airflow", serviceAccounts: ["airflow-worker"] });
    const host = issuer.slice("https://".length);
    expect(trust.Statement).to.deep.equal([
      {
        Effect: "Allow",
        Principal: { Federated: "ARN" },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: {
            [`${host}:aud`]: "sts.amazonaws.com",
            [`${host}:sub`]: ["system:serviceaccount:airflow:airflow-worker"],
          },
        },
      },
    ]);
  });
});
