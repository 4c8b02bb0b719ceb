import { MASK } from './template-mask.ts';

/** What templates leave open: `${VAR}`, `$(params.x)`, `{{ .Values.x }}`, and the mask of the latter. */
const TEMPLATE = new RegExp(String.raw`\$\{[^{}]*\}|\$\([^()]*\)|\{\{[^{}]*\}\}|${MASK}+`, 'g');
const OPENS_TEMPLATE = new RegExp(`[{(${MASK}]`);
const COMPONENT = '[a-z0-9]+(?:(?:\\.|_{1,2}|-+)[a-z0-9]+)*';
const HOST = '[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::\\d{1,5})?';
const REFERENCE = new RegExp(
  `^(?:${HOST}/)?${COMPONENT}(?:/${COMPONENT})*(?::[\\w][\\w.-]{0,127})?(?:@[a-z0-9]+:[a-fA-F0-9]{32,})?$`,
);
/** Disk images, pictures, archives, documents: files that an `image` key may name as well. */
const FILE =
  /\.(?:qcow2?|img|iso|raw|vmdk|vhdx?|ova|ovf|wim|png|jpe?g|svg|gif|webp|ico|bmp|avif|tar|t?gz|tgz|xz|zst|bz2|zip|bin|efi|sh|py|json|ya?ml|toml|txt|md|html?)(?::|$)/i;
/** Machine images: AMIs, Google Compute image paths. */
const MACHINE = /^(?:ami-[0-9a-f]{6,}|projects\/|global\/images\/)/;

/**
 * Could this text, found where nothing says so for certain, be an image reference? Strict, for a false alarm is worse
 * than a miss: file names, URLs, paths, AMI ids and free text are not.
 */
export function isPlausibleReference(text: string): boolean {
  if (text.length > 512) return false;
  const plain = withoutTemplates(text);
  return REFERENCE.test(plain) && !FILE.test(plain) && !MACHINE.test(plain);
}

/** Could this be the repository of an image, in a mapping that says so? Letter case is left to the reference's parser. */
export function isPlausibleRepository(text: string): boolean {
  const plain = withoutTemplates(text);
  return /^[A-Za-z0-9][\w.\-/:@]*$/.test(plain) && !plain.includes('://') && !MACHINE.test(plain);
}

/** Has the reference a tag or digest (a port is neither)? */
export function hasVersion(text: string): boolean {
  const plain = withoutTemplates(text);
  return plain.includes('@') || plain.indexOf(':', plain.lastIndexOf('/') + 1) >= 0;
}

function withoutTemplates(text: string): string {
  return OPENS_TEMPLATE.test(text) ? text.replace(TEMPLATE, 'x') : text;
}
