import type { Extension } from '../x509/certificate.ts';
import { Useless } from './finding.ts';

/** What is critical must be understood. @throws Useless */
export function refuseCritical(
  extensions: ReadonlyMap<string, Extension>,
  understood: ReadonlySet<string>,
): void {
  const critical = [...extensions].find(([oid, extension]) => extension.critical && !understood.has(oid));
  if (critical) throw new Useless(`it demands something unknown here (${critical[0]})`);
}
