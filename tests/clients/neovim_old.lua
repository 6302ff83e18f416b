-- As neovim.lua, in a Neovim before 0.11, whose user has `require('cog_ls').setup()`.

local steps = vim.fn.json_decode(vim.env.COG_LSP_STEPS)

local function say(event, data)
  io.stdout:write(vim.fn.json_encode(vim.tbl_extend('force', { event = event }, data or {})) .. '\n')
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
  vim.cmd('filetype on')
  require('cog_ls').setup({ cmd = steps.server })
  vim.cmd('edit ' .. vim.fn.fnameescape(steps.file))
  local buffer = vim.api.nvim_get_current_buf()
  if steps.code == '' then
    vim.wait(300)
    assert(#vim.lsp.get_active_clients() == 0)
    say('elsewhere')
    return
  end
  wait('diagnostics', function() return #ours(buffer) > 0 end)
  local found = ours(buffer)[1]
  vim.api.nvim_win_set_cursor(0, { found.lnum + 1, found.col })
  local before = vim.api.nvim_buf_get_changedtick(buffer)
  local titles = {}
  vim.ui.select = function(items, options, choose)
    for index, item in ipairs(items) do
      local title = options.format_item(item)
      table.insert(titles, title)
      if title:find(steps.title, 1, true) then
        choose(item, index)
        return
      end
    end
  end
  vim.lsp.buf.code_action()
  wait('the edit', function() return vim.api.nvim_buf_get_changedtick(buffer) ~= before end)
  wait('the finding to go', function() return #ours(buffer) == 0 end)
  vim.cmd('write')
  say('fixed', { titles = titles })
end, debug.traceback)

if not ok then
  say('failed', { error = err })
  vim.cmd('cquit 1')
end
vim.cmd('qall!')
