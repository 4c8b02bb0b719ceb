import { closeSync, fstatSync, readSync } from 'node:fs';
import { chmod, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cache } from '../analysis/cache.ts';
import type { Clock, Logger } from '../registry/ports.ts';
import { decodeLine, type EntryPosition, encodeLine } from './cache-file.ts';
