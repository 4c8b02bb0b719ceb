-- Run by Neovim without a window: opens one file with the language server, waits for diagnostics, pins, writes a report.
-- Written for Neovim 0.7, which knows pushed diagnostics only; later versions know these calls too.
local input = vim.json.decode(os.getenv('IMAGESEAL_NEOVIM'))
local report = { steps = {} }

local function finish()
  local file = assert(io.open(input.report, 'w'))
  file:write(vim.json.encode(report))
  file:close()
  vim.cmd('qall!')
end

local function codes(buffer)
  local found = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(buffer)) do
    local line = vim.api.nvim_buf_get_lines(buffer, diagnostic.lnum, diagnostic.lnum + 1, true)[1]
    table.insert(found, {
      code = diagnostic.code or (diagnostic.user_data and diagnostic.user_data.lsp and diagnostic.user_data.lsp.code),
      severity = diagnostic.severity,
      message = diagnostic.message,
      line = diagnostic.lnum + 1,
      text = line:sub(diagnostic.col + 1, diagnostic.end_col),
    })
  end
  return found
end

local function wait_for_codes(buffer, wanted)
  return vim.wait(input.timeout, function()
    local left = #wanted
    for _, want in ipairs(wanted) do
      for _, found in ipairs(codes(buffer)) do
        if found.code == want then left = left - 1 break end
      end
    end
    return left == 0
  end, 20)
end

local ok, problem = pcall(function()
  vim.cmd('edit ' .. input.file)
  vim.bo.filetype = 'yaml'
  local buffer = vim.api.nvim_get_current_buf()
  local client_id = vim.lsp.start_client({
    name = 'imageseal',
    cmd = input.command,
    root_dir = input.root,
    init_options = input.initializationOptions,
  })
  vim.lsp.buf_attach_client(buffer, client_id)
  report.version = tostring(vim.version().major) .. '.' .. vim.version().minor .. '.' .. vim.version().patch
  report.arrived = wait_for_codes(buffer, input.waitFor)
  report.diagnostics = codes(buffer)

  local line = input.fixLine - 1
  local params = {
    textDocument = vim.lsp.util.make_text_document_params(buffer),
    range = { start = { line = line, character = input.fixColumn }, ['end'] = { line = line, character = input.fixColumn } },
    context = { diagnostics = vim.lsp.diagnostic.get_line_diagnostics(buffer, line, {}, client_id) },
  }
  local answers = vim.lsp.buf_request_sync(buffer, 'textDocument/codeAction', params, input.timeout)
  report.actions = {}
  local applied = false
  for _, action in ipairs(answers[client_id].result or {}) do table.insert(report.actions, action.title) end
  for _, action in ipairs(answers[client_id].result or {}) do
    if action.title:find('^Pin to') then
      if not action.edit then
        action = vim.lsp.buf_request_sync(buffer, 'codeAction/resolve', action, input.timeout)[client_id].result
      end
      local client = vim.lsp.get_client_by_id(client_id)
      vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding)
      applied = true
      break
    end
  end
  report.gone = applied and vim.wait(input.timeout, function()
    for _, found in ipairs(codes(buffer)) do
      if found.line == input.fixLine and found.code == 'unpinned' then return false end
    end
    return true
  end, 20)
  vim.cmd('write')
end)
if not ok then report.problem = tostring(problem) end
finish()
