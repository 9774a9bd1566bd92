/** The chart values of a small stack, written out: a change of one of them is a change that a reader should see. */
export const expectedValues = {
  useStandardNaming: true,
  executor: "KubernetesExecutor",
  airflowVersion: "3.2.2",
  defaultAirflowTag: "3.2.2",
  fernetKeySecretName: "s-fernet",
  apiSecretKeySecretName: "s-api",
  jwtSecretName: "s-jwt",
  data: {
    metadataSecretName: "s-metadata",
    brokerUrlSecretName: "s-redis",
  },
  config: {
    core: {
      auth_manager: "iap_auth_manager.IapAuthManager",
      dags_folder: "/opt/airflow/bucket/dags",
      plugins_folder: "/opt/airflow/bucket/plugins",
    },
    api: {
      base_url: "https://airflow.my-company.com",
      workers: 1,
    },
    api_auth: {
      jwt_expiration_time: 3600,
    },
    fab: {
      config_file: "/opt/airflow/iap/webserver_config.py",
    },
    logging: {
      remote_logging: "True",
      remote_base_log_folder: "gs://the-logs/logs",
      remote_log_conn_id: "google_cloud_default",
      delete_local_logs: "True",
    },
    secrets: {
      backend: "airflow.providers.google.cloud.secrets.secret_manager.CloudSecretManagerBackend",
      backend_kwargs:
        '{"connections_prefix":"air-connections","variables_prefix":"air-variables","config_prefix":"air-config","project_id":"my-company-data"}',
    },
  },
  env: [
    {
      name: "PYTHONPATH",
      value: "/opt/airflow/iap",
    },
    {
      name: "GOOGLE_CLOUD_PROJECT",
      value: "my-company-data",
    },
    {
      name: "AIRFLOW_CONN_GOOGLE_CLOUD_DEFAULT",
      value: '{"conn_type":"google_cloud_platform","extra":{"project":"my-company-data"}}',
    },
    {
      name: "AIRFLOW_IAP_AUDIENCE",
      value: "/projects/42/global/backendServices/4503599627370497123",
    },
    {
      name: "AIRFLOW_IAP_ADMINS",
      value: "user:ada@my-company.com",
    },
    {
      name: "AIRFLOW_IAP_TRIGGER_CALLERS",
      value: "serviceAccount:ci@my-company-data.iam.gserviceaccount.com",
    },
    {
      name: "AIRFLOW_IAP_VIEWERS",
      value: "domain:my-company.com",
    },
  ],
  volumes: [
    {
      name: "iap",
      configMap: {
        name: "iap-files",
      },
    },
  ],
  volumeMounts: [
    {
      name: "iap",
      mountPath: "/opt/airflow/iap",
      readOnly: true,
    },
  ],
  apiServer: {
    resources: {
      requests: {
        cpu: "150m",
        memory: "512Mi",
      },
      limits: {
        memory: "1536Mi",
      },
    },
    serviceAccount: {
      annotations: {
        "iam.gke.io/gcp-service-account": "air@my-company-data.iam.gserviceaccount.com",
      },
    },
    podAnnotations: {
      "gke-gcsfuse/volumes": "true",
      "gke-gcsfuse/cpu-request": "10m",
      "gke-gcsfuse/cpu-limit": "0",
      "gke-gcsfuse/memory-request": "64Mi",
      "gke-gcsfuse/memory-limit": "256Mi",
      "gke-gcsfuse/ephemeral-storage-request": "64Mi",
      "gke-gcsfuse/ephemeral-storage-limit": "1Gi",
      "cluster-autoscaler.kubernetes.io/safe-to-evict": "true",
    },
    extraVolumes: [
      {
        name: "bucket",
        csi: {
          driver: "gcsfuse.csi.storage.gke.io",
          readOnly: true,
          volumeAttributes: {
            bucketName: "the-bucket",
            mountOptions: "implicit-dirs,metadata-cache:ttl-secs:30",
          },
        },
      },
    ],
    extraVolumeMounts: [
      {
        name: "bucket",
        mountPath: "/opt/airflow/bucket",
        readOnly: true,
      },
    ],
    args: ["bash", "-c", "exec airflow api-server --proxy-headers"],
    env: [
      {
        name: "FORWARDED_ALLOW_IPS",
        value: "*",
      },
    ],
    startupProbe: {
      failureThreshold: 30,
    },
  },
  scheduler: {
    resources: {
      requests: {
        cpu: "150m",
        memory: "512Mi",
      },
      limits: {
        memory: "1Gi",
      },
    },
    serviceAccount: {
      annotations: {
        "iam.gke.io/gcp-service-account": "air@my-company-data.iam.gserviceaccount.com",
      },
    },
    podAnnotations: {
      "gke-gcsfuse/volumes": "true",
      "gke-gcsfuse/cpu-request": "10m",
      "gke-gcsfuse/cpu-limit": "0",
      "gke-gcsfuse/memory-request": "64Mi",
      "gke-gcsfuse/memory-limit": "256Mi",
      "gke-gcsfuse/ephemeral-storage-request": "64Mi",
      "gke-gcsfuse/ephemeral-storage-limit": "1Gi",
      "cluster-autoscaler.kubernetes.io/safe-to-evict": "true",
    },
    extraVolumes: [
      {
        name: "bucket",
        csi: {
          driver: "gcsfuse.csi.storage.gke.io",
          readOnly: true,
          volumeAttributes: {
            bucketName: "the-bucket",
            mountOptions: "implicit-dirs,metadata-cache:ttl-secs:30",
          },
        },
      },
    ],
    extraVolumeMounts: [
      {
        name: "bucket",
        mountPath: "/opt/airflow/bucket",
        readOnly: true,
      },
    ],
    logGroomerSidecar: {
      resources: {
        requests: {
          cpu: "5m",
          memory: "32Mi",
        },
        limits: {
          memory: "64Mi",
        },
      },
    },
    startupProbe: {
      failureThreshold: 30,
    },
  },
  dagProcessor: {
    resources: {
      requests: {
        cpu: "100m",
        memory: "384Mi",
      },
      limits: {
        memory: "1Gi",
      },
    },
    serviceAccount: {
      annotations: {
        "iam.gke.io/gcp-service-account": "air@my-company-data.iam.gserviceaccount.com",
      },
    },
    podAnnotations: {
      "gke-gcsfuse/volumes": "true",
      "gke-gcsfuse/cpu-request": "10m",
      "gke-gcsfuse/cpu-limit": "0",
      "gke-gcsfuse/memory-request": "64Mi",
      "gke-gcsfuse/memory-limit": "256Mi",
      "gke-gcsfuse/ephemeral-storage-request": "64Mi",
      "gke-gcsfuse/ephemeral-storage-limit": "1Gi",
      "cluster-autoscaler.kubernetes.io/safe-to-evict": "true",
    },
    extraVolumes: [
      {
        name: "bucket",
        csi: {
          driver: "gcsfuse.csi.storage.gke.io",
          readOnly: true,
          volumeAttributes: {
            bucketName: "the-bucket",
            mountOptions: "implicit-dirs,metadata-cache:ttl-secs:30",
          },
        },
      },
    ],
    extraVolumeMounts: [
      {
        name: "bucket",
        mountPath: "/opt/airflow/bucket",
        readOnly: true,
      },
    ],
    logGroomerSidecar: {
      resources: {
        requests: {
          cpu: "5m",
          memory: "32Mi",
        },
        limits: {
          memory: "64Mi",
        },
      },
    },
  },
  triggerer: {
    resources: {
      requests: {
        cpu: "75m",
        memory: "384Mi",
      },
      limits: {
        memory: "1Gi",
      },
    },
    serviceAccount: {
      annotations: {
        "iam.gke.io/gcp-service-account": "air@my-company-data.iam.gserviceaccount.com",
      },
    },
    podAnnotations: {
      "gke-gcsfuse/volumes": "true",
      "gke-gcsfuse/cpu-request": "10m",
      "gke-gcsfuse/cpu-limit": "0",
      "gke-gcsfuse/memory-request": "64Mi",
      "gke-gcsfuse/memory-limit": "256Mi",
      "gke-gcsfuse/ephemeral-storage-request": "64Mi",
      "gke-gcsfuse/ephemeral-storage-limit": "1Gi",
      "cluster-autoscaler.kubernetes.io/safe-to-evict": "true",
    },
    extraVolumes: [
      {
        name: "bucket",
        csi: {
          driver: "gcsfuse.csi.storage.gke.io",
          readOnly: true,
          volumeAttributes: {
            bucketName: "the-bucket",
            mountOptions: "implicit-dirs,metadata-cache:ttl-secs:30",
          },
        },
      },
    ],
    extraVolumeMounts: [
      {
        name: "bucket",
        mountPath: "/opt/airflow/bucket",
        readOnly: true,
      },
    ],
    logGroomerSidecar: {
      resources: {
        requests: {
          cpu: "5m",
          memory: "32Mi",
        },
        limits: {
          memory: "64Mi",
        },
      },
    },
    persistence: {
      enabled: false,
    },
  },
  workers: {
    resources: {
      requests: {
        cpu: "100m",
        memory: "512Mi",
      },
      limits: {
        memory: "2Gi",
      },
    },
    serviceAccount: {
      annotations: {
        "iam.gke.io/gcp-service-account": "air@my-company-data.iam.gserviceaccount.com",
      },
    },
    podAnnotations: {
      "gke-gcsfuse/volumes": "true",
      "gke-gcsfuse/cpu-request": "10m",
      "gke-gcsfuse/cpu-limit": "0",
      "gke-gcsfuse/memory-request": "64Mi",
      "gke-gcsfuse/memory-limit": "256Mi",
      "gke-gcsfuse/ephemeral-storage-request": "64Mi",
      "gke-gcsfuse/ephemeral-storage-limit": "1Gi",
    },
    extraVolumes: [
      {
        name: "bucket",
        csi: {
          driver: "gcsfuse.csi.storage.gke.io",
          readOnly: true,
          volumeAttributes: {
            bucketName: "the-bucket",
            mountOptions: "implicit-dirs,metadata-cache:ttl-secs:30",
          },
        },
      },
    ],
    extraVolumeMounts: [
      {
        name: "bucket",
        mountPath: "/opt/airflow/bucket",
        readOnly: true,
      },
    ],
    persistence: {
      enabled: false,
    },
  },
  migrateDatabaseJob: {
    enabled: false,
    useHelmHooks: false,
    applyCustomEnv: false,
    serviceAccount: { create: false },
  },
  createUserJob: {
    enabled: false,
    useHelmHooks: false,
    applyCustomEnv: false,
    serviceAccount: { create: false },
  },
  redis: {
    enabled: false,
  },
  postgresql: {
    enabled: false,
  },
  statsd: {
    enabled: false,
  },
};
