/** Kinds that Kubernetes' own OpenAPI does not have: what of them this project uses, in our words, nothing else allowed. */

const text = { type: "string" };
const closed = (properties: object, required: string[]) => ({
  type: "object",
  additionalProperties: false,
  properties,
  required,
});

/** By kind, group and version, as the other definitions are named. */
export const customKinds: Record<string, object> = {
  // GKE's Managed Prometheus (GoogleCloudPlatform/prometheus-engine, charts/operator/crds/monitoring.googleapis.com_podmonitorings.yaml @2ffde4ec7).
  "podmonitoring-monitoring-v1": closed(
    {
      apiVersion: text,
      kind: text,
      metadata: { type: "object" },
      spec: closed(
        {
          selector: closed({ matchLabels: { type: "object", additionalProperties: text } }, ["matchLabels"]),
          endpoints: {
            type: "array",
            minItems: 1,
            maxItems: 10,
            items: closed(
              {
                port: {
                  anyOf: [
                    { type: "integer", minimum: 1 },
                    { type: "string", minLength: 1, maxLength: 253 },
                  ],
                },
                interval: { type: "string", pattern: "^\\d+(ms|s|m|h)$" },
              },
              ["port", "interval"],
            ),
          },
        },
        ["selector", "endpoints"],
      ),
    },
    ["apiVersion", "kind", "metadata", "spec"],
  ),
};
