import { type KindFamily, under } from './kind-row.ts';

export const istio: KindFamily = {
  title: 'Istio',
  rows: [{ group: 'extensions.istio.io', kinds: ['WasmPlugin'], paths: ['spec.url@url'] }],
};

export const envoyGateway: KindFamily = {
  title: 'Envoy Gateway',
  rows: [
    {
      group: 'gateway.envoyproxy.io',
      kinds: ['EnvoyProxy'],
      paths: under(
        ['spec.provider.kubernetes.envoyDeployment', 'spec.provider.kubernetes.envoyDaemonSet'],
        ['container.image', 'initContainers[].image'],
      ),
    },
    {
      group: 'gateway.envoyproxy.io',
      kinds: ['EnvoyExtensionPolicy'],
      paths: ['spec.wasm[].code.image.url'],
    },
  ],
};

export const kong: KindFamily = {
  title: 'Kong',
  rows: [
    {
      group: 'gateway-operator.konghq.com',
      kinds: ['DataPlane', 'ControlPlane'],
      paths: ['spec.deployment.podTemplateSpec.spec@pod'],
    },
  ],
};
