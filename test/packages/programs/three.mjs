import { Euler, Matrix4, PerspectiveCamera, Quaternion, Raycaster, Scene, Vector3, BoxGeometry, Mesh, MeshBasicMaterial } from 'three';

const scene = new Scene();
for (let i = 0; i < 20; i++) {
  const mesh = new Mesh(new BoxGeometry(1, 1, 1, 2, 2, 2), new MeshBasicMaterial());
  mesh.position.set(i % 5, Math.floor(i / 5), -i);
  mesh.quaternion.setFromEuler(new Euler(i, i / 2, 0));
  scene.add(mesh);
}
scene.updateMatrixWorld();
const camera = new PerspectiveCamera(75, 1.5, 0.1, 100);
camera.position.z = 5;
camera.updateMatrixWorld();
const hits = new Raycaster(new Vector3(0, 0, 5), new Vector3(0.1, 0.1, -1).normalize()).intersectObjects(scene.children);
console.log(hits.map(({ distance }) => distance.toFixed(4)), new Matrix4().makeRotationFromQuaternion(new Quaternion(0.1, 0.2, 0.3, 0.9).normalize()).elements.map((n) => n.toFixed(3)).join());
