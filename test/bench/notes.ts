/** How to read the tables; printed below them. */
export const notes = `How to read this
- Every row of a table was measured in one run on this machine, the contestants in turn (A-B-C-D-A-…), after a warm-up. Compare ratios,
  not milliseconds: those change with the machine and with what else it does.
- The floor is a language server on the same framework, bundled the same way, with the same incremental document sync. It analyses
  nothing and answers with the diagnostics that imageseal has just answered with, so that both send the same bytes.
- An edit is one typed or deleted character at a line's end near the start, the middle or the end of the file. imageseal and the floor
  are asked by pull (didChange, then textDocument/diagnostic), as VS Code does; "push" and yaml-language-server publish by themselves.
- yaml-language-server waits 200 ms by itself before it validates: that wait is in its figures. It checks syntax only here (no schema
  store, no Kubernetes schema). imageseal reads image references only, is not a YAML validator, and runs offline. Different work, same
  event for the person who types: the squiggles are right again.
- The workspace is generated (seeded), its files are in the page cache, and a figure is the wall time of a whole process, Node's own start
  included. "read" is one Node process that reads every file as text, one after the other. frizbee is run as "image list": it matches
  a regular expression against every line and lists what it finds, without a registry; its pinning command would ask one for every image.
  It neither knows kinds of resources nor says which images are unpinned. Its time grows with the number of different images (1,300 here).
- Verifying: the registry is go-containerregistry's, a process of its own, on an address that answers at once and on one that answers late. Each
  image has its repository and one signature, made with one key as cosign 3 makes it; nothing is cached. Every contestant is asked with
  --key and --insecure-ignore-tlog, and has to find all images trusted. imageseal looks at every place where a signature can be (two
  requests more for each image); cosign at the first, one image after the other. The floor makes imageseal's requests and throws the answers away.
- Notary Project: each image has one signature by an RSA key of 2048 bits (PS256) under an intermediate and a root, made as notation makes
  it, without timestamp and without anybody to ask of revoked certificates. "No registry" is one process that verifies envelopes in
  memory. "Load, first" is loading what verifies and verifying one, "another, cold" each of the others in the first pass, "warm" when all
  were verified often. The floor verifies the signatures alone, by the keys of their certificates; the row below it also holds every certificate
  against its issuer's, which both tools must. notation-go is the library that notation is made of, in the program of test/interop; it
  verifies one image after the other. "check, warm" is a later imageseal check of a manifest with all images, which finds what an earlier
  run has fetched, and verifies and judges every signature again; notation keeps nothing.`;
