/** A Deployment with one container for each image. */
export function deployment(...images: readonly string[]): string {
  const containers = images.map((image, index) => `        - name: c${index}\n          image: ${image}\n`);
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
${containers.join('')}`;
}
