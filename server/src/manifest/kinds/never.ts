/**
 * Where the generic rule looks for nothing: bodies of CRDs, policies (their images are patterns), images of virtual
 * and physical machines, repositories that are only watched, what builds make. An entry starting with a dot stands
 * for every group that ends so.
 */
const GROUPS: readonly string[] = [
  // Schemas, and policies as Kubernetes has them.
  'apiextensions.k8s.io',
  'admissionregistration.k8s.io',
  'config.kubernetes.io',
  // Policy engines.
  'kyverno.io',
  '.kyverno.io',
  'policy.sigstore.dev',
  'policy.open-cluster-management.io',
  'policies.kubewarden.io',
  '.gatekeeper.sh',
  '.ratify.deislabs.io',
  '.ratify.dev',
  'eraser.sh',
  'kbld.k14s.io',
  'imgpkg.carvel.dev',
  // Repositories that are watched for new tags.
  'image.toolkit.fluxcd.io',
  'argocd-image-updater.argoproj.io',
  'image.openshift.io',
  'imageregistry.operator.openshift.io',
  // Machines: AMIs, gallery images, disk images.
  'cluster.x-k8s.io',
  'infrastructure.cluster.x-k8s.io',
  'bootstrap.cluster.x-k8s.io',
  'controlplane.cluster.x-k8s.io',
  'machine.openshift.io',
  'metal3.io',
  'harvesterhci.io',
  'machine.sapcloud.io',
  'extensions.gardener.cloud',
  'core.gardener.cloud',
  'karpenter.sh',
  '.karpenter.sh',
  '.karpenter.k8s.aws',
  'karpenter.k8s.aws',
  '.services.k8s.aws',
  '.cnrm.cloud.google.com',
  '.azure.com',
  '.upbound.io',
  '.openstack.org',
  '.openstack.k-orc.cloud',
  'vmoperator.vmware.com',
  '.imageregistry.vmware.com',
  'imagecontroller.antrea.io',
  'tinkerbell.org',
  'elemental.cattle.io',
  'rke-machine-config.cattle.io',
];

const exact = new Set(GROUPS.filter((group) => !group.startsWith('.')));
const suffixes = GROUPS.filter((group) => group.startsWith('.'));

/** May a kind of this group that is not in the table hold images at all? */
export function isNeverSearched(group: string): boolean {
  return exact.has(group) || suffixes.some((suffix) => group.endsWith(suffix));
}

export const neverSearchedGroups: readonly string[] = GROUPS;
