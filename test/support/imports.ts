import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export interface Import {
  /** Absolute. */
  readonly from: string;
  readonly specifier: string;
  /** `type`: gone when it runs. `lazy`: by `import(…)` or `require(…)`, when it is come to. */
  readonly kind: 'static' | 'type' | 'lazy';
}

const pattern =
  /(?:^|\n)\s*(?:import|export)\s+(type\s)?[^'"`;]*?from\s*['"]([^'"]+)['"]|(?:import|require)\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)import\s+['"]([^'"]+)['"]/g;

/** What a TypeScript file imports, as it is written. */
export function importsOf(path: string): Import[] {
  const text = readFileSync(path, 'utf8');
  return [...text.matchAll(pattern)].map(([, type, from, lazy, effect]) => ({
    from: path,
    specifier: from ?? lazy ?? effect ?? '',
    kind: lazy !== undefined ? 'lazy' : type !== undefined ? 'type' : 'static',
  }));
}

/** What every TypeScript file below a folder imports. */
export function importsBelow(folder: string): Import[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .flatMap((entry) => importsOf(join(entry.parentPath, entry.name)));
}

/** What a program begins with: the file and all that it imports statically, and of libraries the names. */
export function startOf(program: string): { readonly files: Set<string>; readonly libraries: Set<string> } {
  const files = new Set<string>();
  const libraries = new Set<string>();
  const visit = (path: string) => {
    if (files.has(path)) return;
    files.add(path);
    for (const { specifier, kind } of importsOf(path)) {
      if (kind !== 'static') continue;
      if (!specifier.startsWith('.')) libraries.add(specifier);
      else if (specifier.endsWith('.ts')) visit(resolve(dirname(path), specifier));
    }
  };
  visit(program);
  return { files, libraries };
}
