-- cog-lsp for Neovim before 0.11, which knows no lsp/cog_ls.lua (from 0.7 on):
--
--     require('cog_ls').setup()
--     require('cog_ls').setup { cmd = { '/path/to/cog-lsp', 'server' } }
--
-- What is given is handed to vim.lsp.start: on_attach, settings, capabilities.

local M = {}

-- Clients by the folder of their project, where Neovim has no vim.lsp.start to remember them.
local clients = {}

local function root_of(buffer)
  local name = vim.api.nvim_buf_get_name(buffer)
  if name == '' then
    return nil
  end
  local config = vim.fn.findfile('cog.yaml', vim.fn.escape(vim.fn.fnamemodify(name, ':p:h'), ' ;\\') .. ';')
  return config ~= '' and vim.fn.fnamemodify(config, ':p:h') or nil
end

local function start(buffer, given)
  local root = root_of(buffer)
  if not root then
    return
  end
  local config = vim.tbl_extend('force', {
    name = 'cog_ls',
    cmd = { 'cog-lsp', 'server' },
    root_dir = root,
    workspace_folders = { { uri = vim.uri_from_fname(root), name = root } },
  }, given)
  if vim.lsp.start then
    vim.lsp.start(config, { bufnr = buffer })
    return
  end
  local id = clients[root]
  if not (id and vim.lsp.get_client_by_id(id)) then
    id = vim.lsp.start_client(config)
    clients[root] = id
  end
  if id then
    vim.lsp.buf_attach_client(buffer, id)
  end
end

function M.setup(given)
  vim.api.nvim_create_autocmd('FileType', {
    group = vim.api.nvim_create_augroup('cog_ls', { clear = true }),
    pattern = { 'yaml', 'python' },
    callback = function(event)
      start(event.buf, given or {})
    end,
  })
end

return M
