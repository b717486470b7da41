//! Asks the linker for what taking the page apart needs: which instruction and which datum refers to what.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is_split = std::env::var_os("CARGO_FEATURE_SPLIT").is_some();
    let is_web = std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32");
    if is_split && is_web {
        println!("cargo::rustc-link-arg-bin=app=--emit-relocs");
    }
}
