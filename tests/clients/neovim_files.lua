-- Opens a file as a person would, takes a fix that makes or renames files, and saves all of them.
-- What to do comes in $COG_LSP_STEPS as JSON: {editors, server, file, code, title}. Prints JSON lines.

local steps = vim.json.decode(vim.env.COG_LSP_STEPS)

local function say(event, data)
  io.stdout:write(vim.json.encode(vim.tbl_extend('force', { event = event }, data or {})) .. '\n')
end

local function wait(what, condition)
  assert(vim.wait(30000, condition, 10), 'timed out: ' .. what)
end

local function ours(buffer)
  return vim.tbl_filter(function(d)
    return d.source == 'cog' and d.code == steps.code
  end, vim.diagnostic.get(buffer))
end

local ok, err = xpcall(function()
  vim.opt.runtimepath:prepend(steps.editors .. '/neovim')
  vim.lsp.config('cog_ls', { cmd = steps.server })
  vim.lsp.enable('cog_ls')
  vim.cmd.edit(steps.file)
  local buffer = vim.api.nvim_get_current_buf()
  wait('diagnostics', function() return #ours(buffer) > 0 end)
  local found = ours(buffer)[1]
  vim.api.nvim_win_set_cursor(0, { found.lnum + 1, found.col })
  local before = vim.api.nvim_buf_get_changedtick(buffer)
  vim.lsp.buf.code_action({
    apply = true,
    filter = function(action) return action.title:find(steps.title, 1, true) ~= nil end,
  })
  wait('the edit', function() return vim.api.nvim_buf_get_changedtick(buffer) ~= before end)
  wait('the finding to go', function() return #ours(buffer) == 0 end)
  vim.cmd.wall()
  say('fixed')
end, debug.traceback)

if not ok then
  say('failed', { error = err })
  vim.cmd('cquit 1')
end
vim.cmd('qall!')
