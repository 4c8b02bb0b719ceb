// Run as a process of its own: makes requests and throws the answers away. Arguments: a JSON file with `Plan`, and how many
// connections to use. Imports nothing but Node, so that what is measured is Node and the network.
import { readFileSync } from 'node:fs';
import http from 'node:http';

interface Plan {
  readonly host: string;
  /** Of each image: what must be answered before what. The requests of one step are made at once. */
  readonly images: readonly (readonly (readonly string[])[])[];
}

const [file = '', connections = '8'] = process.argv.slice(2);
const { host, images }: Plan = JSON.parse(readFileSync(file, 'utf8'));
const [hostname, port] = host.split(':');
const agent = new http.Agent({ keepAlive: true, maxSockets: Number(connections) });

function ask(line: string): Promise<void> {
  const [method, path] = line.split(' ');
  return new Promise((resolve, reject) => {
    http
      .request({ agent, hostname, port, method, path }, (response) => {
        response.on('end', resolve).on('error', reject).resume();
      })
      .on('error', reject)
      .end();
  });
}

await Promise.all(
  images.map(async (steps) => {
    for (const step of steps) await Promise.all(step.map(ask));
  }),
);
process.exit(0);
