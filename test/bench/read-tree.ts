// Reads every file below a folder as text and does nothing with it: the floor for a check of the same folder.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

let characters = 0;
for (const entry of readdirSync(process.argv[2] ?? '.', { recursive: true, withFileTypes: true })) {
  if (entry.isFile()) characters += readFileSync(join(entry.parentPath, entry.name), 'utf8').length;
}
console.log(characters);
