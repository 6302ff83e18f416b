//! Starts `cog-lsp` for YAML and Python in a worktree that has a cog.yaml.

use zed_extension_api::{self as zed, LanguageServerId, Result};

struct Cog;

impl zed::Extension for Cog {
    fn new() -> Self {
        Cog
    }

    fn language_server_command(
        &mut self,
        _server: &LanguageServerId,
        worktree: &zed::Worktree,
    ) -> Result<zed::Command> {
        worktree
            .read_text_file("cog.yaml")
            .map_err(|_| "no cog.yaml at the root: nothing to do here".to_string())?;
        let command = worktree
            .which("cog-lsp")
            .ok_or("cog-lsp is not on the PATH; `pip install cog-lsp` puts it there")?;
        Ok(zed::Command {
            command,
            args: vec!["server".to_string()],
            env: worktree.shell_env(),
        })
    }
}

zed::register_extension!(Cog);
