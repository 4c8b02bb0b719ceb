import * as l10n from '@vscode/l10n';

/** What is in the way of reading or writing a file, as the end of "… cannot be read: {1}.": in words where it is common. */
export function fileTrouble(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
      return l10n.t('there is no such file or folder');
    case 'EISDIR':
      return l10n.t('it is a folder');
    case 'ENOTDIR':
    case 'EEXIST':
      return l10n.t('a file stands where a folder of its path has to be');
    case 'EACCES':
    case 'EPERM':
      return l10n.t('you have no permission for it');
    case 'ENOSPC':
      return l10n.t('the disk is full');
    case 'EROFS':
      return l10n.t('the disk is read-only');
    default:
      return message;
  }
}
