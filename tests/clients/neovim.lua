-- Opens a file as a person would, takes one fix from the menu, saves, and waits for it to be gone.
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
  if steps.code == '' then
    vim.wait(300)
    assert(#vim.lsp.get_clients() == 0)
    say('elsewhere')
    return
  end
  wait('diagnostics', function() return #ours(buffer) > 0 end)
  local client = vim.lsp.get_clients({ bufnr = buffer, name = 'cog_ls' })[1]
  local found = ours(buffer)[1]
  say('found', {
    line = found.lnum + 1,
    column = found.col + 1,
    message = found.message,
    encoding = client.offset_encoding,
    count = #ours(buffer),
  })

  vim.api.nvim_win_set_cursor(0, { found.lnum + 1, found.col })
  local before = vim.api.nvim_buf_get_changedtick(buffer)
  local titles = {}
  vim.lsp.buf.code_action({
    apply = true,
    filter = function(action)
      table.insert(titles, action.title)
      return action.title:find(steps.title, 1, true) ~= nil
    end,
  })
  wait('the edit', function() return vim.api.nvim_buf_get_changedtick(buffer) ~= before end)
  wait('the finding to go', function() return #ours(buffer) == 0 end)
  vim.cmd.write()
  say('fixed', { titles = titles, left = #ours(buffer) })

  vim.cmd.undo()
  wait('the finding to come back', function() return #ours(buffer) > 0 end)
  say('undone', { count = #ours(buffer) })

  client:stop()
  wait('the server to end', function() return client:is_stopped() end)
  say('stopped')
end, debug.traceback)

if not ok then
  say('failed', { error = err })
  vim.cmd('cquit 1')
end
vim.cmd('qall!')
