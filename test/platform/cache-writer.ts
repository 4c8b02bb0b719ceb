// A process that writes to a cache beside others: node cache-writer.ts FOLDER NAME
import { createDiskCache } from '../../server/src/platform/disk-cache.ts';

const [, , folder = '', name = ''] = process.argv;
const cache = createDiskCache({ folder, maxBytes: 400_000 });
for (let i = 0; i < 60; i += 1) {
  cache.set(`${name}${i}`, `${name}${i}`.repeat(500), 3_600_000);
  if (i % 3 === 0) await cache.flush();
}
await cache.flush();
