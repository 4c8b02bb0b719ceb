import {
  contextTag,
  Der,
  DerError,
  encodeDer,
  tags,
} from '../../../server/src/signature/notation/x509/der.ts';

/** A number below the given one, by chance that can be repeated. */
type Next = (below: number) => number;

/** DER taken apart: what holds others as those others. */
interface Node {
  tag: number;
  value: Uint8Array;
  nodes?: Node[];
}

/** One to three changes: of bits and bytes, or of whole elements, which are left out, doubled, exchanged or taken from `donor`. */
export function mutatedDer(bytes: Uint8Array, donor: Uint8Array, next: Next): Buffer {
  let result: Buffer = Buffer.from(bytes);
  for (let times = 1 + next(3); times > 0; times--) {
    result = next(3) === 0 ? changedBytes(result, next) : changedElements(result, donor, next);
  }
  return result;
}

function changedBytes(bytes: Buffer, next: Next): Buffer {
  const at = next(bytes.length);
  const to = Math.min(bytes.length, at + 1 + next(8));
  switch (next(5)) {
    case 0:
    case 1: {
      const copy = Buffer.from(bytes);
      copy[at] = (copy[at] ?? 0) ^ (1 << next(8));
      return copy;
    }
    case 2:
      return bytes.subarray(0, Math.max(1, at));
    case 3:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(to), Buffer.of(0)]);
    default:
      return Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)]);
  }
}

function changedElements(bytes: Buffer, donor: Uint8Array, next: Next): Buffer {
  const root = apart(bytes);
  const other = apart(donor);
  if (!root || !other) return changedBytes(bytes, next);
  const holders = all(root).filter(({ nodes }) => nodes && nodes.length > 0);
  const nodes = holders[next(Math.max(1, holders.length))]?.nodes;
  if (!nodes) return changedBytes(bytes, next);
  const at = next(nodes.length);
  const donors = all(other);
  switch (next(5)) {
    case 0:
      nodes.splice(at, 1);
      break;
    case 1:
      nodes.splice(at, 0, nodes[at]!);
      break;
    case 2:
      nodes.push(...nodes.splice(0, at));
      break;
    case 3: {
      const alike = donors.filter(({ tag }) => tag === nodes[at]!.tag);
      nodes[at] = alike[next(Math.max(1, alike.length))] ?? nodes[at]!;
      break;
    }
    default:
      nodes[at] = {
        ...nodes[at]!,
        tag: next(4) === 0 ? contextTag(next(4)) : nodes[at]!.tag ^ (1 << next(8)),
      };
  }
  return together(root);
}

function all(node: Node): Node[] {
  return [node, ...(node.nodes ?? []).flatMap(all)];
}

/** Octet and bit strings are looked into, too, where they hold DER. */
function apart(bytes: Uint8Array): Node | undefined {
  try {
    const der = Der.read(bytes);
    const { tag, value } = der;
    if ((tag & 0x20) !== 0) {
      const nodes = der.children().map((each) => apart(each.bytes));
      return nodes.includes(undefined) ? { tag, value } : { tag, value, nodes: nodes as Node[] };
    }
    const inner = tag === tags.octetString && value.length > 2 ? apart(value) : undefined;
    return { tag, value, ...(inner && { nodes: [inner] }) };
  } catch (error) {
    if (error instanceof DerError) return undefined;
    throw error;
  }
}

function together({ tag, value, nodes }: Node): Buffer {
  return encodeDer(tag, ...(nodes ? nodes.map(together) : [value]));
}
