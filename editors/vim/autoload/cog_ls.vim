" cog-lsp as a linter of ALE, for YAML and Python below a cog.yaml.

call ale#Set('cog_ls_executable', 'cog-lsp')
call ale#Set('cog_ls_options', 'server')
call ale#Set('cog_ls_config', {})

" The folder of the nearest cog.yaml. Empty outside of Cog projects: ALE starts nothing there.
function! cog_ls#FindProjectRoot(buffer) abort
    let l:config = ale#path#FindNearestFile(a:buffer, 'cog.yaml')

    return !empty(l:config) ? fnamemodify(l:config, ':p:h') : ''
endfunction

function! cog_ls#GetExecutable(buffer) abort
    return ale#Var(a:buffer, 'cog_ls_executable')
endfunction

function! cog_ls#GetCommand(buffer) abort
    return '%e ' . ale#Var(a:buffer, 'cog_ls_options')
endfunction

function! cog_ls#Define(filetype) abort
    call ale#linter#Define(a:filetype, {
    \   'name': 'cog_ls',
    \   'lsp': 'stdio',
    \   'executable': function('cog_ls#GetExecutable'),
    \   'command': function('cog_ls#GetCommand'),
    \   'project_root': function('cog_ls#FindProjectRoot'),
    \   'lsp_config': {b -> ale#Var(b, 'cog_ls_config')},
    \})
endfunction
