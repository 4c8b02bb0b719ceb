import { Readable } from 'node:stream';
import { Metadata, MetadataKind } from '@tufjs/models';
import { type TufInstance, type TufRecord, trustedRootTarget } from './instance.ts';

/**
 * Does a record hold: does a chain of root metadata lead from the seed to the keys that signed the targets, and is the
 * trusted root the one that these name? Any process of the user can write the file that records come from, so it is
 * believed no more than an answer from the network would be. Expiry alone is not looked at: it says that newer
 * metadata should be fetched, and the age of a record is shown to people anyway. Such a process can therefore bring
 * back an older root that the instance once signed, and never one that it did not sign.
 */
export async function holds({ seed }: TufInstance, record: TufRecord): Promise<boolean> {
  try {
    let root = Metadata.fromJSON(MetadataKind.Root, JSON.parse(seed));
    for (const text of record.roots) {
      const next = Metadata.fromJSON(MetadataKind.Root, JSON.parse(text));
      root.verifyDelegate(MetadataKind.Root, next);
      next.verifyDelegate(MetadataKind.Root, next);
      if (next.signed.version !== root.signed.version + 1) return false;
      root = next;
    }
    const targets = Metadata.fromJSON(MetadataKind.Targets, JSON.parse(record.targets));
    root.verifyDelegate(MetadataKind.Targets, targets);
    const { [trustedRootTarget]: target } = targets.signed.targets;
    if (!target || Object.keys(target.hashes).length === 0) return false;
    await target.verify(Readable.from([Buffer.from(record.target)]));
    return true;
  } catch {
    return false;
  }
}
