import { actionsRunner } from './actions-runner.ts';
import { argo } from './argo.ts';
import { kueue, ray, volcano } from './batch.ts';
import { builders } from './builders.ts';
import { carvel } from './carvel.ts';
import { clusterApi } from './cluster-api.ts';
import { cnpg } from './cnpg.ts';
import { core } from './core.ts';
import { crossplane } from './crossplane.ts';
import { databases, percona, postgres, redis } from './databases.ts';
import { elastic } from './elastic.ts';
import { flux } from './flux.ts';
import { keda } from './keda.ts';
import type { KindFamily } from './kind-row.ts';
import { knative } from './knative.ts';
import { kserve } from './kserve.ts';
import { kubeflow } from './kubeflow.ts';
import { kubevirt } from './kubevirt.ts';
import { kustomize } from './kustomize.ts';
import { envoyGateway, istio, kong } from './networking.ts';
import { nvidia } from './nvidia.ts';
import { observability, victoriaMetrics } from './observability.ts';
import { openshift } from './openshift.ts';
import { opentelemetry } from './opentelemetry.ts';
import { operatorLifecycle } from './operator-lifecycle.ts';
import { prometheus } from './prometheus.ts';
import { kubewarden, vault } from './security.ts';
import { spark } from './spark.ts';
import { longhorn, minio, rook } from './storage.ts';
import { strimzi } from './strimzi.ts';
import { tekton } from './tekton.ts';
import { development, kruise, kubeVela, multiCluster } from './workloads.ts';

/** Every kind whose image fields are known exactly. A kind that is not here is left to the generic rule. */
export const kindFamilies: readonly KindFamily[] = [
  core,
  kustomize,
  knative,
  argo,
  tekton,
  flux,
  kubevirt,
  openshift,
  operatorLifecycle,
  prometheus,
  victoriaMetrics,
  opentelemetry,
  observability,
  strimzi,
  cnpg,
  postgres,
  percona,
  redis,
  databases,
  keda,
  actionsRunner,
  kserve,
  kubeflow,
  spark,
  kueue,
  volcano,
  ray,
  elastic,
  minio,
  rook,
  longhorn,
  nvidia,
  clusterApi,
  crossplane,
  carvel,
  builders,
  istio,
  envoyGateway,
  kong,
  vault,
  kubewarden,
  kruise,
  kubeVela,
  multiCluster,
  development,
];
