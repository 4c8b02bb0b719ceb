export * from './alter.ts';
export * from './attach.ts';
export * from './certificate.ts';
export * from './instance.ts';
export * from './judged.ts';
export * from './services.ts';
export * from './sign.ts';
export * from './signer.ts';
