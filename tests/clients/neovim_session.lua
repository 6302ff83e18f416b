-- What an author of models has in their init.lua: the server, and completion by it.

vim.opt.runtimepath:prepend(vim.env.COG_LSP_EDITORS .. '/neovim')
vim.lsp.config('cog_ls', {
  cmd = vim.json.decode(vim.env.COG_LSP_SERVER),
  on_attach = function(client, buffer)
    vim.lsp.completion.enable(true, client.id, buffer)
  end,
})
vim.lsp.enable('cog_ls')
vim.o.completeopt = 'menuone,noselect'

-- The text of the hover window, once there is one.
function CogHover()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then
      local lines = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false)
      return table.concat(lines, '\n')
    end
  end
  return ''
end

-- Whether the server is ready for this buffer.
function CogAttached()
  local client = vim.lsp.get_clients({ bufnr = 0, name = 'cog_ls' })[1]
  return client ~= nil and client.initialized == true
end
