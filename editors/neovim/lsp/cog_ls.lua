---@brief
---
--- https://github.com/cog-lsp/cog-lsp
---
--- `cog-lsp`, the language server for Cog: what `cog.yaml` and `predict.py` will do on Replicate, said
--- while you type. It can be installed with `pip`.
---
--- ```sh
--- pip install cog-lsp
--- ```
---
--- It starts below a `cog.yaml` only, and lives beside servers for Python and YAML. Where a YAML
--- server knows Cog's schema as well, have it leave out what that says:
---
--- ```lua
--- vim.lsp.config('cog_ls', { settings = { cogLsp = { yamlServer = true } } })
--- ```

---@type vim.lsp.Config
return {
  cmd = { 'cog-lsp', 'server' },
  filetypes = { 'yaml', 'python' },
  root_markers = { 'cog.yaml' },
  workspace_required = true,
}
